package conversations

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"kurzwahl/consent"
	"kurzwahl/intents"
	"kurzwahl/message"
	"kurzwahl/sms"
)

// productLasts is how long the bot waits to hear which product is meant.
const productLasts = 24 * time.Hour

// Product is a product as a dialogue tells of it. Source and SKU name it.
type Product struct {
	Source   string `json:"source,omitempty"`
	SKU      string `json:"sku,omitempty"`
	Title    string `json:"title,omitempty"`
	Cents    int64  `json:"cents,omitempty"` // its price in hundredths; 0 when it is not known
	Currency string `json:"currency,omitempty"`
	InStock  bool   `json:"in_stock,omitempty"`
}

// same says whether p and o are the same product.
func (p Product) same(o Product) bool { return p.Source == o.Source && p.SKU == o.SKU }

// Signup is somebody's wish to hear of a product once it is back, or when it gets cheaper.
type Signup struct {
	ID       string          // the event that made it
	Purpose  consent.Purpose // Waitlist or PriceAlarm
	Address  message.Address
	Product  Product
	Baseline int64 // of a price alarm: the price is compared with this one, in hundredths
	Target   int64 // the price that was wished for; 0 for any lower one
	At       time.Time
	Until    time.Time // when it expires
}

// Seek asks for the products and the sign-ups that a turn must know, which are not read for every turn. The zero Seek
// asks for nothing.
type Seek struct {
	Words       string // products that these words may mean
	Source, SKU string // this very product
	Own         bool   // only what the customer has signed up for
}

// Wish is a sign-up before it is known for which product, or before its double opt-in is answered.
type Wish struct {
	Purpose  consent.Purpose `json:"purpose,omitempty"`
	Target   int64           `json:"target,omitempty"`   // the price that was wished for, in hundredths
	Currency string          `json:"currency,omitempty"` // in which that, or else Number, was named; "" where none was, "$" for any dollar
	Wrong    bool            `json:"wrong,omitempty"`    // a price was wished for that cannot be one
	Number   int64           `json:"number,omitempty"`   // a number that is one, unless it belongs to the product's name
	Options  []Product       `json:"options,omitempty"`
	Product  Product         `json:"product,omitzero"` // of a double opt-in, or of AskPrice
}

// purposes of the intents that are about a product.
var purposes = map[intents.Intent]consent.Purpose{intents.Waitlist: consent.Waitlist, intents.PriceAlarm: consent.PriceAlarm}

// wishes takes a wish to hear of a product.
func (t *talk) wishes() {
	name := withoutPrice(t.Reading.Slots[intents.SlotProduct])
	if justPrice(t.words()) {
		name = "" // a currency, or what else stands beside the price
	}
	wish := Wish{Purpose: purposes[t.Reading.Intent]}.priced(t.words(), name)
	switch {
	case t.facts.Contact.Suppressed != "":
		t.handOver(t.reason())
	case name == "" && (wish.Target > 0 || wish.Wrong):
		t.retarget(wish)
	default:
		t.find(wish, name)
	}
}

// priced takes the price that a text beside a product's name wishes for.
func (w Wish) priced(text, name string) Wish {
	named := amountIn(text)
	switch {
	case w.Purpose != consent.PriceAlarm:
	case named.bare && name != "" && !named.signed:
		w.Number = named.cents
		if w.Target == 0 {
			w.Currency = named.currency
		}
	case named.cents > 0 || named.wrong:
		w.Target, w.Currency, w.Wrong = named.cents, named.currency, named.wrong
	}
	return w
}

// sought says whether the facts that a turn must know were read; where they were not, the turn asks for them.
func (t *talk) sought(s Seek) bool {
	if t.facts.Sought == s {
		return true
	}
	t.Why, t.Seeks = "products are to be looked up", s
	return false
}

// find looks for the product that words mean, and signs up for it, or asks which one is meant.
func (t *talk) find(wish Wish, words string) {
	if strings.TrimSpace(words) == "" {
		t.askProduct(wish)
		return
	}
	if !t.sought(Seek{Words: words}) {
		return
	}
	found := t.facts.Products
	switch {
	case len(found) == 0:
		t.productUnknown(wish)
	case len(found) > 1:
		t.askVariant(wish, found)
	default:
		t.signUp(wish, found[0])
	}
}

// askProduct asks which product is meant.
func (t *talk) askProduct(wish Wish) {
	if t.State.Question == AskProduct {
		t.productUnknown(wish)
		return
	}
	t.Why = "asked which product"
	t.reply("product.ask", nil)
	t.ask(AskProduct, "", productLasts)
	t.State.Wish = wish
}

// productUnknown asks once for the name that the shop has for it, or once more which of several is meant; then people
// answer.
func (t *talk) productUnknown(wish Wish) {
	alarm, alarmed := t.lastAlarm()
	switch {
	case t.State.Question == AskVariant && t.mayAskAgain(option(t.Event.Text, wish.Options)):
		t.askVariant(wish, wish.Options)
	case wish.Purpose == consent.PriceAlarm && t.State.Question == AskProduct && justPrice(t.Event.Text) && alarmed:
		t.signUp(wish.priced(t.Event.Text, ""), alarm.Product)
	case t.State.Question == AskProduct || t.State.Question == AskVariant:
		t.noProduct()
	default:
		t.Why = "no such product: asked again"
		t.reply(t.unknown(wish), nil)
		t.ask(AskProduct, "", productLasts)
		t.State.Wish = wish
	}
}

// unknown is the text that says that no product was found. A word behind ALARM may have been meant as a price, too, where
// there is a price alarm that it could be for.
func (t *talk) unknown(wish Wish) string {
	if _, alarm := t.lastAlarm(); alarm && wish.Purpose == consent.PriceAlarm && wish.Target == 0 && len(nameWords(t.words())) <= 2 {
		return "price.what"
	}
	return "product.unknown"
}

// noProduct has people answer a wish for a product that was not found.
func (t *talk) noProduct() {
	t.endWish()
	t.handOver(t.tell("reason.product", nil))
}

// maxOptions is how many products a question names.
const maxOptions = 4

// askVariant asks which of several products is meant, once more where the answer leaves several.
func (t *talk) askVariant(wish Wish, found []Product) {
	if t.State.Question == AskVariant && t.State.Asked >= timesAsked {
		t.noProduct()
		return
	}
	t.Why = "several products: asked which"
	if t.State.Question == AskProduct {
		t.answered()
	}
	found = slices.Clone(found[:min(len(found), maxOptions)])
	names := make([]string, len(found))
	for i, p := range found {
		names[i] = fmt.Sprintf("%c: %s", 'A'+rune(i), brief(p.Title))
	}
	t.reply("product.which", fields{"options": strings.Join(names, ", ")})
	t.ask(AskVariant, "", productLasts)
	wish.Options = found
	t.State.Wish = wish
}

// brief cuts a title to what a text has room for.
func brief(title string) string {
	title, _ = sms.Replace(title, sms.Policy{})
	return clipped(title, 32)
}

// clipped cuts a text off at that many characters, and shows that it did.
func clipped(text string, most int) string {
	if letters := []rune(text); len(letters) > most {
		return strings.TrimSpace(string(letters[:most-2])) + ".."
	}
	return text
}

// endWish ends the question about a product.
func (t *talk) endWish() {
	if q := t.State.Question; q == AskProduct || q == AskVariant || q == AskPrice {
		t.answered()
	}
	t.State.Wish = Wish{}
}

// justName says whether a text is the name of a product, or a part of it, and nothing else.
func justName(text string, products []Product) bool {
	words := nameWords(text)
	return slices.ContainsFunc(products, func(p Product) bool {
		title := nameWords(p.Title)
		return !slices.ContainsFunc(words, func(word string) bool { return !slices.Contains(title, word) })
	})
}

// productNamed takes the answer to AskProduct. It says whether that was one: what is just a product's name is, however
// the text is read, and a complaint about the product is none.
func (t *talk) productNamed() bool {
	wish, name := t.State.Wish, cmp.Or(t.Reading.Slots[intents.SlotProduct], t.Event.Text)
	switch {
	case beside(t.Reading.Intent):
		return false
	case wish.Purpose == "":
		t.endWish()
		return false
	case t.Reading.Intent == intents.No:
		t.Why = "declined: no sign-up"
		t.endWish()
	case !t.sought(Seek{Words: name}):
	case t.another() && !justName(t.Event.Text, t.facts.Products):
		t.endWish()
		return false
	default:
		if purpose, about := purposes[t.Reading.Intent]; about {
			wish.Purpose = purpose
		}
		t.find(wish.priced(t.Event.Text, name), name)
	}
	return true
}

// variantPicked takes the answer to AskVariant: a letter, or a name. It says whether that was one.
func (t *talk) variantPicked() bool {
	wish := t.State.Wish
	at, sure := option(t.Event.Text, wish.Options), picked(t.Event.Text, len(wish.Options)) >= 0
	switch {
	case at == picksWrong && wish.Purpose != "":
		t.productUnknown(wish)
		return true
	case at < 0 || !sure && t.another() && len(nameWords(t.Event.Text)) > 1 && !justName(t.Event.Text, wish.Options):
		return t.productNamed()
	}
	chosen := wish.Options[at]
	switch {
	case !t.sought(Seek{Source: chosen.Source, SKU: chosen.SKU}):
	case len(t.facts.Products) == 0:
		t.noProduct()
	default:
		t.signUp(wish, t.facts.Products[0])
	}
	return true
}

// another says whether a text asks for something else, so that the question about a product is over.
func (t *talk) another() bool {
	return slices.Contains([]intents.Intent{
		intents.OrderStatus, intents.Complaint, intents.ReturnRefund, intents.ChangeOrder, intents.FAQ, intents.Human, intents.Privacy, intents.WrongNumber,
		intents.OptIn, intents.ContestEntry,
	}, t.Reading.Intent)
}

// option gives which of some products a text picks: by letter, number or rank, else by words that fit it better than all
// the others; picksNone or picksWrong for none.
func option(text string, options []Product) int {
	pick := picked(text, len(options))
	if pick >= 0 {
		return pick
	}
	words := nameWords(text)
	best, named := 0, pick
	for i, p := range options {
		title := nameWords(p.Title)
		n := len(slices.DeleteFunc(slices.Clone(words), func(word string) bool { return !slices.Contains(title, word) }))
		switch {
		case n > best:
			best, named = n, i
		case n == best:
			named = pick
		}
	}
	return named
}
