package demo

import (
	"fmt"

	"kurzwahl/message"
)

// Customer is one sample customer.
type Customer struct {
	Phone    message.Address  `json:"phone"`
	Name     string           `json:"name"`
	Language message.Language `json:"language"`
	About    string           `json:"about"` // one line for the page
	first    string
	last     string
	tags     string // joined by ";"
	consents string // purposes joined by ";", "" for none
}

// phone gives a sample customer's number. The German ones are of a range that the Bundesnetzagentur keeps free for
// fiction; the demo sends nothing beyond this machine.
func phone(i int, language message.Language) message.Address {
	switch language {
	case message.English:
		return message.Address(fmt.Sprintf("+4474001234%02d", i))
	case message.Polish:
		return message.Address(fmt.Sprintf("+485120040%02d", i))
	case message.German:
		return message.Address(fmt.Sprintf("+49171392%04d", i))
	default:
		return message.Address(fmt.Sprintf("+49171392%04d", i))
	}
}

// customers gives the sample customers: the first ones have a story, the rest make the audience of a campaign.
func customers() []Customer {
	type person struct {
		first, last string
		language    message.Language
		tags        string
		consents    string
		about       string
	}
	people := []person{
		{"Anna", "Berger", message.German, "newsletter;e-bike", "offers;surveys", "E-bike, order 4711 is on its way"},
		{"Tom", "Lindner", message.German, "newsletter", "offers;surveys", "order 4708 came two days ago"},
		{"Kasia", "Nowak", message.Polish, "newsletter;city", "offers;surveys", "writes Polish, order 4715 is paid"},
		{"James", "Walker", message.English, "newsletter;gravel", "offers;surveys", "writes English, order 4703 was delivered"},
		{"Murat", "Yilmaz", message.German, "b2b", "", "courier service, agreed to no offers"},
		{"Lena", "Hofmann", message.German, "newsletter;kids", "offers", "order 4713 is late"},
	}
	firsts := []string{
		"Jan", "Mia", "Paul", "Emma", "Leon", "Hannah", "Finn", "Clara", "Ben", "Ida", "Jonas", "Marie", "Emil", "Lina", "Max", "Sophie",
		"Karl", "Greta", "Felix", "Nora", "Oskar", "Lotte", "Anton", "Frieda", "Theo", "Paula", "Moritz", "Johanna", "Erik", "Luisa",
	}
	lasts := []string{"Schulz", "Wagner", "Becker", "Koch", "Richter", "Klein", "Wolf", "Neumann", "Zimmermann", "Krüger"}
	interests := []string{"newsletter;city", "newsletter;e-bike", "newsletter;gravel", "newsletter;kids", "city"}
	for i, first := range firsts {
		p := person{first: first, last: lasts[i%len(lasts)], language: message.German, tags: interests[i%len(interests)], consents: "offers;surveys"}
		if i%5 == 4 {
			p.consents = ""
		}
		people = append(people, p)
	}
	all := make([]Customer, len(people))
	for i, p := range people {
		all[i] = Customer{
			Phone: phone(i+1, p.language), Name: p.first + " " + p.last, Language: p.language, About: p.about,
			first: p.first, last: p.last, tags: p.tags, consents: p.consents,
		}
	}
	return all
}
