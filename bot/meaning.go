package bot

import (
	"kurzwahl/intents"
)

// intent names what a text means, for people.
func (t tongue) intent(intent intents.Intent) string {
	names := map[intents.Intent][2]string{
		intents.OptOut: {"Will keine Nachrichten mehr", "Wants no more messages"}, intents.OptIn: {"Will Nachrichten bekommen", "Wants to get messages"},
		intents.Help: {"Fragt, was diese Nummer kann", "Asks what this number does"}, intents.Rating: {"Bewertung", "Rating"},
		intents.OrderStatus: {"Wo ist meine Bestellung?", "Where is my order?"}, intents.ContestEntry: {"Will am Gewinnspiel teilnehmen", "Enters the contest"},
		intents.Complaint: {"Reklamation", "Complaint"}, intents.ReturnRefund: {"Rückgabe oder Erstattung", "Return or refund"},
		intents.ChangeOrder: {"Bestellung ändern oder stornieren", "Change or cancel an order"}, intents.Waitlist: {"Will wissen, wann ein Artikel wieder da ist", "Wants to know when an article is back"},
		intents.PriceAlarm: {"Will wissen, wann ein Artikel billiger wird", "Wants to know when an article is cheaper"}, intents.FAQ: {"Allgemeine Frage", "General question"},
		intents.Human: {"Will mit einem Menschen sprechen", "Wants to talk to a person"}, intents.Privacy: {"Datenschutz: Auskunft oder Löschung", "Privacy: information or erasure"},
		intents.WrongNumber: {"Falsche Nummer", "Wrong number"}, intents.Yes: {"Ja", "Yes"}, intents.No: {"Nein", "No"}, intents.Thanks: {"Dank, braucht keine Antwort", "Thanks, needs no answer"},
		intents.Greeting: {"Nur ein Gruß", "Only a greeting"}, intents.AutoReply: {"Automatische Antwort eines Geräts", "Automatic reply of a machine"},
		intents.Unknown: {"Etwas anderes: ein Mensch antwortet", "Anything else: a person answers"},
	}
	if name, ok := names[intent]; ok {
		return t.say(name[0], name[1])
	}
	return string(intent)
}

// topic names the topic of a general question.
func (t tongue) topic(topic string) string {
	names := map[string][2]string{
		"hours": {"Öffnungszeiten", "Opening hours"}, "shipping": {"Versand und Lieferung", "Shipping"}, "payment": {"Bezahlung", "Payment"},
		"voucher": {"Gutscheine", "Vouchers"}, "size": {"Größen und Maße", "Sizes"}, "address": {"Adresse und Anfahrt", "Address and directions"},
		"returns_policy": {"Regeln der Rückgabe", "Rules of returns"}, "contact": {"Erreichbarkeit", "How to reach the shop"}, "stock": {"Lagerbestand", "Stock"},
	}
	if name, ok := names[topic]; ok {
		return t.say(name[0], name[1])
	}
	return topic
}

// afterQuestion says which question a text came after.
func (t tongue) afterQuestion(ctx intents.Context) string {
	names := map[intents.Context][2]string{
		intents.ContextSurvey:    {"nach der Bitte um eine Bewertung", "after a rating was asked for"},
		intents.ContextOrder:     {"nach der Frage nach der Bestellnummer", "after the order number was asked for"},
		intents.ContextOptIn:     {"nach der Bitte, die Anmeldung zu bestätigen", "after the opt-in was to be confirmed"},
		intents.ContextContest:   {"nach der Frage des Gewinnspiels", "after the contest's question"},
		intents.ContextComplaint: {"nach der Frage, was nicht stimmt", "after it was asked what is wrong"},
		intents.ContextMarketing: {"nach einem Angebot", "after an offer"},
	}
	if name, ok := names[ctx]; ok {
		return t.say(name[0], name[1])
	}
	return t.say("ohne offene Frage", "with no open question")
}

// readAs says how a text was read.
func (t tongue) readAs(intent intents.Intent) string {
	return t.say("gelesen als „%s“", "read as “%s”", t.intent(intent))
}
