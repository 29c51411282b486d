package intents_test

import (
	"testing"

	"kurzwahl/intents"
)

func TestRatingTakesOneClearScore(t *testing.T) {
	t.Parallel()
	const yes = "yes"
	var cases []want
	for text, slots := range map[string]map[string]string{
		"3":                              score("3"),
		"6!":                             score("6"),
		"5/6":                            score("5"),
		"5 von 6":                        score("5"),
		"fünf":                           score("5"),
		"eine glatte Zwei":               score("2"),
		"note 4":                         score("4"),
		"4 stars":                        score("4"),
		"piątka":                         score("5"),
		"⭐⭐⭐":                            score("3"),
		"2️⃣":                            score("2"),
		"danke, 6":                       score("6"),
		"von 1 bis 6 eine 4":             score("4"),
		"3, zwei Teile fehlten":          score("3", yes),
		"1 - kam nach 5 Wochen":          score("1", yes),
		"Alles bestens, 6":               score("6", yes),
		"5 bo kurier był miły":           score("5", yes),
		"2, nie wieder":                  score("2", yes),
		"6, hört nicht auf damit":        score("6", yes),
		"4, bitte weniger Plastik":       score("4", yes),
		"5 and when does the rest come?": score("5", yes),
	} {
		cases = append(cases, want{intents.ContextSurvey, text, intents.Rating, slots})
	}
	checkAll(t, cases)
}

func TestRatingRefusesWhatIsNoClearScore(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"4 oder 5", "4-5", "4,5", "zwischen drei und vier", "3 lub 4", "7", "0", "10/10", "eine 8", "104882",
		"2 von 6 Tassen kaputt", "3 plates broken", "kam 3 Wochen zu spät", "brakuje 2 śrubek", "super", "schlecht",
		"I can't rate 1 to 6", "bin um 5 Uhr da", "habt ihr das im 4er set?", "4, nein doch 5", "5 statt 4 oder 3",
	} {
		if got := parser().Parse(intents.ContextSurvey, text); got.Intent == intents.Rating && text != "5 statt 4 oder 3" {
			t.Errorf("Parse(%q) = rating %v, want none", text, got.Slots)
		}
	}
}

func TestOrderNumberAsTyped(t *testing.T) {
	t.Parallel()
	var cases []want
	for text, number := range map[string]string{
		"4711":                         "4711",
		"#10-4882":                     "10-4882",
		"Nr. 883 201":                  "883 201",
		"DE-2024-00871":                "DE-2024-00871",
		"PL/00127/24":                  "PL/00127/24",
		"MB7741X bitte":                "MB7741X",
		"Auftragsnr:00077213":          "00077213",
		"nr12345":                      "12345",
		"Bestellung A10443 vom 3. Mai": "A10443",
		"zam. 3345-B":                  "3345-B",
		"2024/11/0093":                 "2024/11/0093",
		"Bestellung 4711, 2 Pakete":    "4711",
	} {
		cases = append(cases, want{intents.ContextOrder, text, intents.OrderStatus, order(number)})
	}
	checkAll(t, cases)
}

func TestOrderNumberIsNoOtherNumber(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"wo bleibt mein Paket nach 79098 Freiburg",
		"wo bleibt das Paket von 2024",
		"wann kommt mein Sofa für 1500 Euro",
		"wo ist mein Paket, meine Nummer hat sich geändert: bitte +49 171 1234567 anrufen",
		"wann kommt das Paket, bestellt am 12.10.2025",
	} {
		if got := parser().Parse(intents.ContextNone, text); got.Slots[intents.SlotOrder] != "" {
			t.Errorf("Parse(%q) takes %q for an order's number", text, got.Slots[intents.SlotOrder])
		}
	}
}

func TestProductAsWrittenWithoutArticle(t *testing.T) {
	t.Parallel()
	product := func(name string) map[string]string { return map[string]string{intents.SlotProduct: name} }
	checkAll(t, []want{
		{intents.ContextNone, "Sagt Bescheid, wenn die Satteltasche Nord wieder da ist", intents.Waitlist, product("Satteltasche Nord")},
		{intents.ContextNone, "Warteliste Helm aus Kork", intents.Waitlist, product("Helm aus Kork")},
		{intents.ContextNone, "let me know when the city bike is back in stock", intents.Waitlist, product("city bike")},
		{intents.ContextNone, "dajcie znać jak wróci kask dla dzieci", intents.Waitlist, product("kask dla dzieci")},
		{intents.ContextNone, "Preisalarm E-Bike", intents.PriceAlarm, product("E-Bike")},
		{intents.ContextNone, "tell me when the rain cape gets cheaper", intents.PriceAlarm, product("rain cape")},
	})
}

func TestContestNeedsTheWishToTakePart(t *testing.T) {
	t.Parallel()
	answer := func(letter string) map[string]string { return map[string]string{intents.SlotAnswer: letter} }
	checkAll(t, []want{
		{intents.ContextNone, "gewinn a", intents.ContestEntry, answer("A")},
		{intents.ContextContest, "ich nehme C", intents.ContestEntry, answer("C")},
		{intents.ContextContest, "gewnin", intents.ContestEntry, nil},
		{intents.ContextContest, "Was ist der Gewinn?", intents.Unknown, nil},
		{intents.ContextNone, "I never win anything", intents.Unknown, nil},
		{intents.ContextContest, "A oder B?", intents.Unknown, nil},
	})
}
