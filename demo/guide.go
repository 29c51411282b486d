package demo

import "kurzwahl/message"

// try is one thing to try; the page shows them in this order.
type try struct {
	As    string          `json:"as"` // customer, staff, approver, clock, shop
	Title string          `json:"title"`
	Text  string          `json:"text,omitempty"`
	Phone message.Address `json:"phone,omitempty"`
	Hint  string          `json:"hint"`

	Product map[string]any `json:"product,omitempty"` // what the shop tells of a product
	Draw    bool           `json:"draw,omitempty"`    // the shop draws its contest
}

// tries tells the story of the product in a few clicks.
func tries(people []Customer) []try {
	anna, tom, kasia, lena := people[0].Phone, people[1].Phone, people[2].Phone, people[5].Phone
	return []try{
		{As: "customer", Title: "Where is my parcel?", Text: "wo ist bestellung 4711?", Phone: anna, Hint: "Anna asks. Kurzwahl knows her phone and her order, and answers within the second."},
		{As: "customer", Title: "A question for people", Text: "Könnt ihr mir ein Geschenk für Papa zurücklegen?", Phone: lena, Hint: "Nothing the bot should guess at: it appears in #sms-inbox. Claim it there, and answer in the thread."},
		{As: "shop", Title: "Ship an order", Hint: "The shop system sends a signed webhook; the customer gets one text with a short tracking link."},
		{As: "clock", Title: "Next morning: the survey", Text: "morning", Hint: "At ten the scheduler asks whoever got a parcel two days ago for a rating."},
		{As: "customer", Title: "Give a rating", Text: "2, die Bremse schleift", Phone: tom, Hint: "A low score asks what went wrong; a good one earns a coupon."},
		{As: "staff", Title: "Write a campaign", Text: "/sms campaign new", Hint: "Mia fills in the form and asks for approval; she cannot approve it herself."},
		{As: "approver", Title: "Approve it as Jonas", Text: "/sms approve", Hint: "Jonas sees text, audience and cost, and lets it go; watch the card count."},
		{As: "customer", Title: "STOP, in Polish", Text: "proszę nie pisać więcej", Phone: kasia, Hint: "Any wording works at once, in three languages; the next campaign leaves Kasia out."},
		{As: "customer", Title: "Tell me when it is back", Text: "sagt Bescheid, wenn das Kinderrad Möwe wieder da ist", Phone: lena, Hint: "Lena's own text is her consent, for this alone; STOP WARTELISTE ends it."},
		{As: "shop", Title: "It is back", Product: map[string]any{"sku": "KD-160", "stock": 1}, Hint: "The shop's webhook says one unit: the first two who wait are told, the next an hour later if it is still there."},
		{As: "customer", Title: "Tell me when it is cheaper", Text: "Preisalarm Elbe 900 unter 3000 Euro", Phone: tom, Hint: "Only a price that Tom named, or a drop of 5 %, is worth a text."},
		{As: "shop", Title: "It is cheaper", Product: map[string]any{"sku": "EB-900", "price": "2899.00"}, Hint: "After half an hour at that price Tom is told, with the lowest price of the 30 days before: move the clock on by an hour."},
		{As: "customer", Title: "Enter the contest", Text: "GEWINN B", Phone: anna, Hint: "One entry a phone, with a link to the terms."},
		{As: "shop", Title: "Draw the contest", Draw: true, Hint: "The clock moves to the morning after its last day, and the list is frozen and drawn. Its card in #sms-campaigns waits for two people: Mia clicks Draw looked at, Jonas confirms, and the winner is told."},
	}
}
