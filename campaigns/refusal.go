package campaigns

import "kurzwahl/message"

// RefusalKind says why something was not done to a campaign.
type RefusalKind string

// The kinds of Refusal.
const (
	NotFound      RefusalKind = "not_found"      // there is no such campaign
	OwnCampaign   RefusalKind = "own_campaign"   // the approver wrote or last edited it
	NoApprover    RefusalKind = "no_approver"    // the person is not on the list of approvers
	Changed       RefusalKind = "changed"        // what the approver saw is not what stands there now
	NotApproved   RefusalKind = "not_approved"   // no approval, or one of another content
	WrongState    RefusalKind = "wrong_state"    // the campaign stands where this cannot be done
	TooEarly      RefusalKind = "too_early"      // its start has not come
	TooLate       RefusalKind = "too_late"       // its deadline has passed
	ReasonMissing RefusalKind = "reason_missing" // a rejection without a word
	NoTester      RefusalKind = "no_tester"      // the person has nothing to do with the campaign
	ManySamples   RefusalKind = "many_samples"   // the person was sent enough samples for now
	SampleBarred  RefusalKind = "sample_barred"  // the number belongs to somebody who did not agree to such texts
	Unfit         RefusalKind = "unfit"          // Problems says what is wrong with the content
)

// Refusal is the error of everything that a person may not do, or not now. errors.As finds it; Sentence is for
// people.
type Refusal struct {
	Kind     RefusalKind
	State    State     // of the campaign, where it matters
	Problems []Problem // of Unfit, else nil
}

// Error says the kind; it is for logs.
func (r *Refusal) Error() string { return "campaign refused: " + string(r.Kind) }

// Sentence tells a person what is the matter and what to do next, in German or else English.
func (r *Refusal) Sentence(language message.Language) string {
	s, ok := refusals[r.Kind]
	if !ok {
		s = refusals[WrongState]
	}
	if r.Kind == Unfit && len(r.Problems) > 0 {
		return r.Problems[0].Sentence(language)
	}
	return s.in(language)
}

// sentence is one sentence in the languages of the staff.
type sentence struct{ german, english string }

func (s sentence) in(language message.Language) string {
	if language == message.German {
		return s.german
	}
	return s.english
}

var refusals = map[RefusalKind]sentence{
	NotFound: {
		"Diese Kampagne gibt es nicht. Die Liste zeigt alle: /sms campaign list",
		"There is no such campaign. See the list with /sms campaign list",
	},
	OwnCampaign: {
		"Sie haben diese Kampagne geschrieben oder zuletzt geändert. Bitten Sie eine andere Person um die Freigabe.",
		"You wrote or last edited this campaign. Ask another person to approve it.",
	},
	NoApprover: {
		"Sie stehen nicht auf der Liste der Freigebenden. Bitten Sie jemanden, der darauf steht.",
		"You are not on the list of approvers. Ask somebody who is.",
	},
	Changed: {
		"Die Kampagne wurde inzwischen geändert. Lesen Sie die neue Fassung und entscheiden Sie dann.",
		"The campaign was changed in the meantime. Read the new version, then decide.",
	},
	NotApproved: {
		"Diese Kampagne ist nicht freigegeben. Schlagen Sie sie zur Freigabe vor.",
		"This campaign is not approved. Propose it for approval first.",
	},
	WrongState: {
		"Das geht im jetzigen Stand der Kampagne nicht. Sehen Sie auf der Karte nach, wo sie steht.",
		"That cannot be done where the campaign stands now. Its card shows the current state.",
	},
	TooEarly: {
		"Der Start ist für später freigegeben. Ändern Sie die Zeit und lassen Sie neu freigeben, oder warten Sie.",
		"The start is approved for later. Change the time and have it approved again, or wait.",
	},
	TooLate: {
		"Die Frist der Kampagne ist abgelaufen. Setzen Sie eine neue Frist und lassen Sie neu freigeben.",
		"The campaign's deadline has passed. Set a new one and have it approved again.",
	},
	ReasonMissing: {
		"Sagen Sie in einem Satz, was geändert werden soll.",
		"Say in one sentence what should be changed.",
	},
	NoTester: {
		"Einen Test bekommen nur, wer die Kampagne schreibt oder freigibt, und die Admins.",
		"Only those who write or approve the campaign, and the admins, can have a test sent.",
	},
	ManySamples: {
		"Drei Tests in einer Stunde sind genug. Warten Sie etwas; die Vorschau zeigt den Text jederzeit.",
		"Three tests an hour are enough. Wait a while; the preview shows the text at any time.",
	},
	SampleBarred: {
		"Nicht gesendet: diese Nummer gehört jemandem, der solchen SMS nicht zugestimmt oder sich abgemeldet hat. Nehmen Sie eine andere Nummer.",
		"Not sent: this number belongs to somebody who did not agree to such texts or opted out. Take another number.",
	},
	Unfit: {
		"Der Inhalt der Kampagne hat Fehler. Öffnen Sie den Entwurf und beheben Sie sie.",
		"The campaign's content has mistakes. Open the draft and mend them.",
	},
}
