"""Names of people, companies, places and deals: made up, from many languages, some of them long."""

FIRST = (
    "Annika", "Tomasz", "Priya", "Jonas", "Chloé", "Daniel", "Ines", "Monique", "Per-Olof", "Heike", "Sunniva",
    "Mateo", "Aylin", "Kwame", "Yuki", "Oluwaseun", "Freja", "Giulia", "Łukasz", "Zeynep", "Aarav", "Marit",
    "Benoît", "Carmen", "Dmytro", "Eilidh", "Farid", "Grace", "Hugo", "Ilse", "João", "Katarzyna", "Liam", "Noor",
    "Petra", "Quentin", "Rosa", "Stefan", "Thandiwe", "Ulrike", "Viktor", "Wanda", "Xavier", "Yasmin", "Zoltán",
)  # fmt: skip
LAST = (
    "Sjöberg-Lindqvist", "Wiśniewski", "Raghunathan", "Achterberg", "Beaumont", "Okonkwo", "Carvalho",
    "Oyelaran-Whitfield", "Åkerström", "Brandstätter-Voss", "Haugland", "Fernández", "Demir", "Mensah", "Tanaka",
    "Adeyemi", "Nygaard", "Ricci", "Kowalczyk", "Yıldız", "Sharma", "Solberg", "Lefèvre", "Moreno", "Shevchenko",
    "MacLeod", "Haddad", "Thompson", "Dubois", "De Vries", "Silva", "Nowak", "O'Brien", "Al-Masri", "Novotná",
    "Girard", "Romero", "Keller", "Nkosi", "Zimmermann", "Horváth", "Lewandowska", "Moreau", "Rahimi", "Kovács",
)  # fmt: skip
STEMS = (
    "Nordhaven", "Kessler", "Meridian", "Fjellstad", "Mondragal", "Ostrava", "Halcyon", "Verdant Valley", "Auric",
    "Lumen & Pike", "Cristal del Ebro", "Brightwater", "Delacourt", "Vänersborg", "Silverbrook", "Hartmann",
    "Castellan", "Northgate", "Bluefen", "Stonebridge", "Aldermoor", "Pinecrest", "Rossetti", "Larkfield",
    "Grünwald", "Kingsmere", "Sundvik", "Talavera", "Westmark", "Oakhurst", "Redcliff", "Maplewood", "Tornquist",
    "Bellweather", "Copperfield", "Dunmore", "Eastvale", "Falkenberg", "Glenrock", "Highmoor",
)  # fmt: skip
TRADES = (
    ("Cold Chain", "logistics"), ("Freight Partners", "logistics"), ("Logistics", "logistics"),
    ("Packaging", "manufacturing"), ("Verpackungstechnik", "manufacturing"), ("Robotics", "technology"),
    ("Precision Works", "manufacturing"), ("Steelworks Services", "manufacturing"), ("Foods", "food"),
    ("Dairies", "food"), ("Power", "energy"), ("Water Utilities", "public"), ("Airport", "public"),
    ("Pharma Distribution", "health"), ("Clinics", "health"), ("Retail Group", "retail"), ("Outdoor", "retail"),
    ("Software", "software"), ("Telecom", "telecommunications"), ("Construction", "construction"),
    ("Timber", "agriculture"), ("Insurance", "finance"), ("Printing", "services"), ("Engineering", "services"),
)  # fmt: skip
PLACES = (
    ("Gothenburg", "SE", "AB", "+4631"), ("Malmö", "SE", "AB", "+4640"), ("Oslo", "NO", "AS", "+4722"),
    ("Hamburg", "DE", "GmbH", "+4940"), ("Stuttgart", "DE", "GmbH & Co. KG", "+49711"),
    ("Manchester", "GB", "Ltd", "+44161"), ("Leeds", "GB", "plc", "+44113"), ("Lyon", "FR", "SAS", "+33478"),
    ("Bilbao", "ES", "S.L.", "+34944"), ("Zaragoza", "ES", "S.A.", "+34976"), ("Ostrava", "CZ", "s.r.o.", "+42059"),
    ("Gdańsk", "PL", "Sp. z o.o.", "+4858"), ("Rotterdam", "NL", "B.V.", "+3110"), ("Milano", "IT", "S.p.A.", "+3902"),
    ("Vienna", "AT", "GmbH", "+431"), ("Porto", "PT", "Lda", "+35122"),
)  # fmt: skip
# The number in the commercial register and that for taxes, made of eight digits, of the first six and of the last four.
REGISTERS = {
    "SE": ("{head}-{tail}", "SE{head}{tail}01"), "NO": ("9{}", "NO9{} MVA"), "DE": ("HRB {}", "DE1{}"),
    "GB": ("{}", "GB1{}"), "FR": ("1{}", "FR001{}"), "ES": ("B{}", "ESB{}"), "CZ": ("{}", "CZ{}"),
    "PL": ("00{}", "PL10{}"), "NL": ("{}", "NL0{}B01"), "IT": ("MI-{}", "IT000{}"), "AT": ("FN {}a", "ATU{}"),
    "PT": ("5{}", "PT5{}"),
}  # fmt: skip
TITLES = (
    "Logistics director", "Head of procurement", "Plant manager", "Operations manager", "Managing director",
    "Chief financial officer", "Project engineer", "Warehouse manager", "IT manager", "Maintenance lead",
)  # fmt: skip
NEEDS = (
    "Sortation line", "Pallet conveyor extension", "Carton erector retrofit", "Cold-store shuttle", "AMR fleet",
    "Goods-to-person pilot", "Packing stations", "Returns handling", "Vision inspection", "Label printers",
    "Service contract renewal", "Spare-parts frame agreement", "Tote conveyor", "Depalletiser", "WMS connector",
    "Cross-dock scanners", "Baggage sorter", "Stretch wrappers", "Mezzanine lift", "Dock levellers",
)  # fmt: skip
PLACINGS = (
    "hall A", "hall B", "line 2", "lines 3–7", "phase 1", "phase 2", "second site", "new hub", "mezzanine",
    "night shift", "terminal 2", "pilot", "spring opening", "replacement", "spare capacity",
)  # fmt: skip
RIVALS = (
    "Vanterra Systems",
    "Kollmar Intralogistik",
    "Brisk Automation",
    "Polaris Handling",
    "Trevi Sistemi",
)
PRODUCTS = (
    ("Cross-belt sorter module", 41200), ("Induction station", 18650), ("Gravity chute, spiral", 1490),
    ("Six-sided barcode tunnel", 32400), ("Pallet conveyor, chain, 3 m", 3840), ("Transfer table 90°", 5270),
    ("Tote conveyor, belt, 2 m", 1280), ("AMR, 600 kg", 27900), ("Charging station", 3100), ("Stretch wrapper", 12400),
    ("Carton erector", 21800), ("Label printer and applicator", 6900), ("Vision camera", 2450), ("Dock leveller", 4300),
    ("Depalletiser cell", 88000), ("Shuttle, cold-rated", 19600), ("Mezzanine lift", 15200), ("Packing station", 2150),
)  # fmt: skip
SERVICES = (
    ("Commissioning on site", 1380), ("Operator training", 960), ("Project management", 1240),
    ("Flow Control licence, per site and year", 9900), ("Gold service 24/7, per year", 12000),
)  # fmt: skip
FAMILIES = (  # with the family each is a part of
    ("Conveying and sorting", ""), ("Sorters", "Conveying and sorting"), ("Conveyors", "Conveying and sorting"),
    ("Identification", ""), ("Robots and shuttles", ""), ("Packing and loading", ""), ("Services", ""),
)  # fmt: skip
FAMILY_OF = (  # of each of PRODUCTS
    "Sorters", "Sorters", "Conveyors", "Identification", "Conveyors", "Conveyors", "Conveyors",
    "Robots and shuttles", "Robots and shuttles", "Packing and loading", "Packing and loading", "Identification",
    "Identification", "Packing and loading", "Robots and shuttles", "Robots and shuttles", "Packing and loading",
    "Packing and loading",
)  # fmt: skip
OF_SERVICES = "Services"
PROPERTIES = (  # family, the property, its choices with the percentage each adds to the price
    (
        "Conveying and sorting",
        {"name": "Frame", "kind": "choice", "default": "Powder-coated steel"},
        (("Powder-coated steel", None), ("Galvanised steel", 4), ("Stainless steel", 18)),
    ),
    (
        "Conveying and sorting",
        {"name": "Voltage", "kind": "choice", "default": "400 V", "position": 1},
        (("400 V", None), ("480 V", 2)),
    ),
    (
        "Conveyors",
        {"name": "Extra length", "kind": "number", "unit": "m", "position": 2, "price_amount": 310, "maximum": 24},
        (),
    ),
    ("Robots and shuttles", {"name": "Fleet number", "kind": "text"}, ()),
)  # fmt: skip
OVERRIDE = (
    "Sorters",
    "Frame",
    "Galvanised steel",
)  # a family, an inherited property, its default there
VARIANTS = ("S", "M", "L", "XL", "stainless", "cold-rated", "twin", "left", "right", "heavy duty")
TALKS = {
    "call": (
        "Asked about budget",
        "Talked through the layout",
        "Called back",
        "Went through open questions",
    ),
    "meeting": ("Site walk", "Gate review", "Demo", "Introduction", "Workshop on the layout"),
    "note": (
        "Decision in the board meeting",
        "Wants training before start",
        "Procurement asks for references",
    ),
    "task": (
        "Send revised terms",
        "Prepare the quote",
        "Plan the site visit",
        "Answer technical questions",
    ),
}
