package bot

import "strings"

// reason says in the tongue why somebody gets no campaign. Reasons are kept in English, as the gate, the outbox and the
// feeding of campaigns write them; what nobody translates is shown as it is.
func (t tongue) reason(kept string) string {
	german := [][2]string{ // the first that kept begins with; what follows is kept
		{"no consent", "keine Einwilligung in solche SMS"},
		{"opted out", "abgemeldet"},
		{"double opt-in not answered", "Anmeldung nie bestätigt"},
		{"consent unused for", "Einwilligung zu lange nicht genutzt"},
		{"suppressed: erased", "gelöscht"},
		{"suppressed", "gesperrt"},
		{"frequency cap: 1 in 24 hours", "heute schon eine Werbe-SMS bekommen"},
		{"frequency cap", "schon genug Werbe-SMS bekommen"},
		{"too close to the deadline", "zu kurz vor Fristende"},
		{"deadline passed", "Frist abgelaufen"},
		{"quiet hours until after the deadline", "Ruhezeit bis nach der Frist"},
		{"quiet hours", "Ruhezeit"},
		{"sent already", "schon gesendet"},
		{"no coupon is left", "kein Gutschein mehr frei"},
		{"campaign paused", "Kampagne angehalten"},
		{"campaign cancelled", "Kampagne abgebrochen"},
		{"the phone could not be reached in time", "Telefon nicht rechtzeitig erreicht"},
		{"the network could not deliver it", "vom Netz nicht zugestellt"},
		{"rejected by the network", "vom Netz abgelehnt"},
		{"deleted at the SMSC", "in der SMS-Zentrale gelöscht"},
	}
	for _, r := range german {
		if strings.HasPrefix(kept, r[0]) {
			return t.say(r[1], kept)
		}
	}
	return kept
}
