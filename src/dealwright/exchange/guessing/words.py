"""What columns are called: the words of several languages, and the columns of the exports of other systems.

Keys are names of fields, words their spellings without spaces, accents and case. A word of a system is a column of
its export as it stands, and surer than any.
"""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    # English · German · French · Spanish · Italian · Swedish · Dutch
    "name": "title bezeichnung titel nom nombre nome namn naam",
    "number": "no nr nummer numero numéro nummer",
    "external_id": "id externalid legacyid oldid crmid recordid originalid fremdid",
    "code": "sku artikelnummer articleno itemno productcode partnumber artnr artikelnr reference référence",
    "registration_number": "registrationno companyregistrationnumber companyregistration companynumber companyno companieshousenumber crn tradereg handelsregister handelsregisternummer hrb hrnummer registernummer siren sirennumber numérosiren rcs cif registromercantil numeroregistro rea numerorea organisationsnummer organizationnumber organisationnumber orgnumber orgnr orgno organisasjonsnummer cvr cvrnumber cvrnummer cvrnr ytunnus kvk kvknummer kvknumber krs regon ico",
    "vat_number": "vat vatid vatno vatnr vatregistrationnumber taxid taxno taxnumber taxidentificationnumber ustid ustidnr umsatzsteueridentifikationsnummer umsatzsteuerid steuernummer uid uidnummer tva numérotva numérodetva tvaintracommunautaire nif nifiva piva partitaiva momsnummer momsnr momsregistreringsnummer vatnumber btw btwnummer btwid nip tin",
    "website": "web url homepage site domain webseite internet siteweb sitio sitoweb webbplats hemsida",
    "industry": "sector branche industrie secteur sector settore bransch bedrijfstak vertical",
    "employees": "staff headcount numberofemployees noofemployees mitarbeiter mitarbeiterzahl effectif empleados dipendenti anställda medewerkers",
    "annual_revenue": "revenue turnover umsatz jahresumsatz chiffredaffaires ca ingresos fatturato omsättning omzet",
    "founded": "yearfounded yearestablished gründungsjahr annéedecréation año grundat",
    "phone": "telephone tel phonenumber businessphone telefon telefonnummer téléphone teléfono telefono telefoonnummer workphone",
    "mobile": "mobilephone cell cellphone handy mobil mobilnummer portable móvil cellulare mobiel mobiltelefon",
    "email": "mail emailaddress e-mailadresse epost courriel correo correoelectrónico posta mailadresse emailadresse workemail",
    "parent": "parentaccount parentcompany subsidiaryof muttergesellschaft konzern maisonmère matriz moderbolag",
    "owner": "accountowner contactowner leadowner opportunityowner dealowner companyowner assignedto salesrep salesperson besitzer verantwortlich propriétaire propietario proprietario ägare eigenaar",
    "currency": "währung devise moneda valuta currencycode isocode",
    "description": "notes comment comments remarks about beschreibung bemerkung notiz description descripción descrizione beskrivning opmerking",
    "first_name": "firstname given givenname forename vorname prénom nombre nome förnamn voornaam",
    "last_name": "lastname surname familyname nachname nomdefamille apellido apellidos cognome efternamn achternaam",
    "job_title": "title jobtitle position role function funktion poste cargo puesto ruolo befattning functie stelle",
    "account": "accountid company companyname accountname organization organisation firm client customer firma unternehmen kunde société entreprise empresa azienda företag bedrijf kund",
    "company": "companyname account accountname organization organisation firm firma unternehmen société entreprise empresa azienda företag bedrijf",
    "city": "town ort stadt ville ciudad città stad plaats",
    "country": "land pays país paese",
    "need": "requirement interest bedarf besoin necesidad behov message",
    "source": "leadsource origin herkunft quelle provenance origen källa bron",
    "contact": "contactname person ansprechpartner interlocuteur contacto kontakt contactpersoon primarycontact",
    "process": "pipeline salesprocess verkaufsprozess",
    "opportunity": "opportunityid opportunityname opportunitynumber deal dealid dealname dealnumber chance affaire oportunidad opportunità affär",
    "entered": "enteredon enteredat entereddate dateentered since from start began changedon changedate seit von eingetretenam depuis desde dal från vanaf",
    "left": "lefton leftat dateexited exited until to end ended verlassenam bis jusqu hasta fino till tot",
    "stage": "dealstage salesstage phase étape etapa fase steg stagename",
    "estimated_revenue": "amount value dealvalue dealamount betrag wert montant importe importo belopp bedrag estimatedvalue",
    "close_on": "closedate expectedclose estimatedclosedate abschlussdatum datedeclôture fechadecierre stängningsdatum sluitdatum",
    "budget": "budgetamount",
    "family": "productfamily series category kategorie catégorie categoría kategori categorie produktgruppe",
    "list_price": "price unitprice salesprice preis listenpreis prix precio prezzo pris prijs",
    "standard_cost": "cost purchaseprice kosten einkaufspreis coût costo kostnad",
    "unit": "uom unitofmeasure einheit unité unidad enhet eenheid",
    "title": "subject betreff titre asunto oggetto ämne onderwerp",
    "body": "text note content notebody inhalt texte texto testo innehåll tekst beschreibung description",
    "due_at": "due duedate deadline fällig fälligam échéance vencimiento scadenza förfaller vervaldatum start",
    "done_at": "done completed completedon date erledigtam datum effectué fecha data",
    "duration": "minutes durationinminutes dauer durée duración durata längd duur",
}
ADDRESS = {
    "street": "street address address1 straße strasse adresse rue calle dirección via indirizzo gata adress straat addressline1 streetaddress",
    "postal_code": "zip zipcode postcode plz postleitzahl codepostal códigopostal cap postnummer",
    "city": "city town ort stadt ville ciudad città stad plaats",
    "region": "state province region bundesland kanton département provincia län stateprovince county",
    "country": "country land pays país paese countryregion",
}
BILLING, DELIVERY = ("billing", "invoice", "rechnungs", ""), ("shipping", "delivery", "liefer")

SYSTEMS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "Salesforce": {
        "customers.account": {
            "id": "external_id", "name": "name", "website": "website", "industry": "industry", "phone": "phone",
            "numberofemployees": "employees", "annualrevenue": "annual_revenue", "parentid": "parent",
            "yearstarted": "founded", "description": "description", "ownerid": "owner",
            "billingstreet": "billing_street", "billingcity": "billing_city", "billingstate": "billing_region",
            "billingpostalcode": "billing_postal_code", "billingcountry": "billing_country",
            "shippingstreet": "delivery_street", "shippingcity": "delivery_city", "shippingstate": "delivery_region",
            "shippingpostalcode": "delivery_postal_code", "shippingcountry": "delivery_country",
            "currencyisocode": "currency",
        },
        "customers.contact": {
            "id": "external_id", "accountid": "account", "firstname": "first_name", "lastname": "last_name",
            "email": "email", "phone": "phone", "mobilephone": "mobile", "title": "job_title",
            "description": "description", "ownerid": "owner",
        },
        "leads.lead": {
            "id": "external_id", "firstname": "first_name", "lastname": "last_name", "company": "company",
            "email": "email", "phone": "phone", "title": "job_title", "website": "website", "industry": "industry",
            "numberofemployees": "employees", "city": "city", "country": "country", "description": "need",
            "ownerid": "owner",
        },
        "opportunities.opportunity": {
            "id": "external_id", "accountid": "account", "name": "name", "stagename": "stage",
            "amount": "estimated_revenue", "closedate": "close_on", "description": "need", "ownerid": "owner",
            "currencyisocode": "currency",
        },
        # OpportunityHistory, OpportunityFieldHistory, and the copies that keep every version of a deal
        "opportunities.opportunity:stages": {
            "opportunityid": "opportunity", "id": "opportunity", "stagename": "stage", "newvalue": "stage",
            "fivetranstart": "entered", "createddate": "entered", "fivetranend": "left", "ownerid": "owner",
        },
        "catalog.product": {
            "id": "external_id", "name": "name", "productcode": "code", "family": "family",
            "description": "description", "quantityunitofmeasure": "unit",
        },
        "activities.activity": {
            "id": "external_id", "subject": "title", "description": "body", "activitydate": "due_at",
            "whatid": "about@opportunities.opportunity", "whoid": "about@customers.contact",
            "accountid": "about@customers.account", "ownerid": "owner", "durationinminutes": "duration",
            "title": "title", "body": "body", "parentid": "about@customers.account",
        },
    },
    "HubSpot": {
        "customers.account": {
            "id": "external_id", "hsobjectid": "external_id", "recordid": "external_id", "name": "name",
            "companyname": "name", "domain": "website", "companydomainname": "website", "website": "website",
            "industry": "industry", "numberofemployees": "employees", "annualrevenue": "annual_revenue",
            "foundedyear": "founded", "phone": "phone", "phonenumber": "phone", "address": "billing_street",
            "streetaddress": "billing_street", "city": "billing_city", "state": "billing_region",
            "zip": "billing_postal_code", "country": "billing_country", "description": "description",
            "companyowner": "owner", "hubspotownerid": "owner",
        },
        "customers.contact": {
            "id": "external_id", "hsobjectid": "external_id", "recordid": "external_id", "firstname": "first_name",
            "lastname": "last_name", "email": "email", "phone": "phone", "mobilephone": "mobile",
            "jobtitle": "job_title", "company": "account", "associatedcompany": "account", "contactowner": "owner",
        },
        "leads.lead": {
            "id": "external_id", "hsobjectid": "external_id", "recordid": "external_id", "firstname": "first_name",
            "lastname": "last_name", "email": "email", "phone": "phone", "jobtitle": "job_title",
            "company": "company", "city": "city", "country": "country",
        },
        "opportunities.opportunity": {
            "dealid": "external_id", "hsobjectid": "external_id", "recordid": "external_id", "dealname": "name",
            "amount": "estimated_revenue", "closedate": "close_on", "dealstage": "stage", "pipeline": "process",
            "description": "need", "dealowner": "owner",
        },
        "opportunities.opportunity:stages": {
            "dealid": "opportunity", "hsobjectid": "opportunity", "recordid": "opportunity", "dealstage": "stage",
            "value": "stage", "dateentered": "entered", "timestamp": "entered", "fivetranstart": "entered",
            "fivetranend": "left",
        },
        "activities.activity": {
            "engagementid": "external_id", "hsnotebody": "body", "hstasksubject": "title", "hstaskbody": "body",
            "hscalltitle": "title", "hscallbody": "body", "hsmeetingtitle": "title", "hsmeetingbody": "body",
            "hstimestamp": "done_at",
        },
    },
    # Logical names, as programs export them, and the headings of "Export to Excel".
    "Dynamics 365": {
        "customers.account": {
            "accountid": "external_id", "donotmodifyaccount": "external_id", "accountname": "name", "name": "name",
            "websiteurl": "website", "website": "website", "telephone1": "phone", "mainphone": "phone",
            "emailaddress1": "email", "email": "email", "numberofemployees": "employees", "revenue": "annual_revenue",
            "parentaccountid": "parent", "parentaccount": "parent",
            "address1line1": "billing_street", "address1street1": "billing_street", "address1city": "billing_city",
            "address1stateorprovince": "billing_region", "address1stateprovince": "billing_region",
            "address1postalcode": "billing_postal_code", "address1zippostalcode": "billing_postal_code",
            "address1country": "billing_country", "address1countryregion": "billing_country",
            "address2line1": "delivery_street", "address2street1": "delivery_street", "address2city": "delivery_city",
            "address2stateorprovince": "delivery_region", "address2stateprovince": "delivery_region",
            "address2postalcode": "delivery_postal_code", "address2zippostalcode": "delivery_postal_code",
            "address2country": "delivery_country", "address2countryregion": "delivery_country",
            "transactioncurrencyid": "currency", "industrycode": "industry", "description": "description",
        },
        "customers.contact": {
            "contactid": "external_id", "donotmodifycontact": "external_id", "firstname": "first_name",
            "lastname": "last_name", "jobtitle": "job_title", "emailaddress1": "email", "email": "email",
            "telephone1": "phone", "businessphone": "phone", "mobilephone": "mobile", "parentcustomerid": "account",
            "companyname": "account", "description": "description",
        },
        "leads.lead": {
            "leadid": "external_id", "donotmodifylead": "external_id", "firstname": "first_name",
            "lastname": "last_name", "companyname": "company", "emailaddress1": "email", "email": "email",
            "telephone1": "phone", "businessphone": "phone", "jobtitle": "job_title", "subject": "need",
            "topic": "need", "websiteurl": "website", "website": "website", "industrycode": "industry",
            "numberofemployees": "employees", "noofemployees": "employees", "leadsourcecode": "source",
            "leadsource": "source", "address1city": "city", "city": "city", "address1country": "country",
            "countryregion": "country", "address1countryregion": "country",
        },
        "opportunities.opportunity": {
            "opportunityid": "external_id", "donotmodifyopportunity": "external_id", "topic": "name", "name": "name",
            "parentaccountid": "account", "customerid": "account", "potentialcustomer": "account",
            "parentcontactid": "contact", "estimatedvalue": "estimated_revenue", "estrevenue": "estimated_revenue",
            "estimatedclosedate": "close_on", "estclosedate": "close_on", "budgetamount": "budget",
            "customerneed": "need", "transactioncurrencyid": "currency",
        },
        "activities.activity": {
            "activityid": "external_id", "subject": "title", "description": "body", "scheduledend": "due_at",
            "actualend": "done_at", "actualdurationminutes": "duration", "notetext": "body",
        },
    },
}  # fmt: skip
# Columns that only the export of one system has.
SIGNATURES: Mapping[str, frozenset[str]] = {
    "Salesforce": frozenset(
        {"masterrecordid", "isdeleted", "systemmodstamp", "recordtypeid", "jigsawcompanyid", "stagename", "ownerid",
         "oldvalue", "newvalue"}
    ),
    "HubSpot": frozenset(
        {"hsobjectid", "portalid", "dealstage", "dealname", "hubspotownerid", "hslastmodifieddate", "engagementid",
         "dateentered", "sourceid"}
    ),
    "Dynamics 365": frozenset(
        {"statecode", "statuscode", "owningbusinessunit", "transactioncurrencyid", "emailaddress1", "telephone1",
         "parentcustomerid", "donotmodifyaccount", "donotmodifycontact", "donotmodifylead", "donotmodifyopportunity",
         "donotmodifyrowchecksum", "donotmodifymodifiedon", "rowchecksum", "estrevenue", "estclosedate",
         "potentialcustomer", "statusreason", "mainphone", "address1street1", "address1city"}
    ),
}  # fmt: skip
