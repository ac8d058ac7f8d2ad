// A field that points to another record: type, choose, and the hidden input holds its id. The options come by htmx.
export const lookup = () => ({
  settled: true, // options that come late, after one was chosen, are not wanted any more

  get hidden() { return this.$root.querySelector('input[type="hidden"]') },
  get options() { return [...this.$root.querySelectorAll('[role="option"]')] },
  get marked() { return this.$root.querySelector('[role="option"][aria-selected="true"]') },

  ask() {
    this.settled = false
  },
  typed() {
    this.ask()
    this.hidden.value = ''
  },
  arrived() {
    if (this.settled) this.close()
    else this.mark(this.options[0])
  },
  leave(event) {
    if (this.$root.contains(event.relatedTarget)) return
    this.close()
    // a name that was typed and not chosen is no choice: show what is really set
    if (!this.hidden.value) this.$refs.text.value = ''
  },
  close() {
    this.settled = true
    this.$refs.options.replaceChildren()
    this.$refs.text.setAttribute('aria-expanded', 'false')
  },
  mark(option) {
    this.marked?.setAttribute('aria-selected', 'false')
    option?.setAttribute('aria-selected', 'true')
    option?.scrollIntoView({ block: 'nearest' })
    this.$refs.text.setAttribute('aria-expanded', String(this.options.length > 0))
    if (option) this.$refs.text.setAttribute('aria-activedescendant', option.id)
  },
  walk(event) {
    const by = { ArrowDown: +1, ArrowUp: -1 }[event.key]
    const all = this.options
    if (by && all.length) {
      event.preventDefault()
      this.mark(all[(all.indexOf(this.marked) + by + all.length) % all.length])
    } else if (event.key === 'Enter' && this.marked && !event.ctrlKey && !event.metaKey) {
      event.preventDefault()
      this.choose(this.marked)
    } else if (event.key === 'Escape' && all.length) {
      event.preventDefault()
      event.stopPropagation()
      this.close()
    }
  },
  pick(event) {
    const option = event.target.closest('[role="option"]')
    if (option) this.choose(option)
  },
  choose(option) {
    this.hidden.value = option.dataset.value
    this.$refs.text.value = option.dataset.label
    this.hidden.dispatchEvent(new Event('change', { bubbles: true }))
    this.close()
  },
})
