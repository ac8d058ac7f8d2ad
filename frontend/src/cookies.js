// Preferences that the server needs for the first byte of the page (theme, density, folded navigation) live in cookies.
const YEAR = 365 * 24 * 3600

export function remember(name, value) {
  const secure = location.protocol === 'https:' ? '; Secure' : ''
  document.cookie = `dw_${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`
}
