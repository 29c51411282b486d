package bot

import (
	"context"
	"encoding/json"
	"time"

	"kurzwahl/campaigns"
	"kurzwahl/contests"
	"kurzwahl/conversations"
	"kurzwahl/message"
	"kurzwahl/surveys"
)

// Store is all that the bot keeps and reads.
type Store interface {
	Queue
	Cards
	Arrivals
	Desk
	Digests
	Lessons
	SurveyDesk
	Answered
	Draws
	Trail
	// AddEvents takes in what people did to a conversation; one whose Dedupe is known already is left out.
	AddEvents(ctx context.Context, events []conversations.Event) (added int, err error)
	// HoldLease takes or keeps the named lease until the given time and says whether owner has it: of several
	// processes on one database only one posts and handles.
	HoldLease(ctx context.Context, name, owner string, now, until time.Time) (held bool, err error)
	// TidySlack deletes arrivals and posts that are done with and older than the given times.
	TidySlack(ctx context.Context, arrivals, posts time.Time) error
}

// PostState is where a Post stands.
type PostState string

// The states of a Post.
const (
	PostPending   PostState = "pending"   // waits for its turn
	PostSending   PostState = "sending"   // under way
	PostSent      PostState = "sent"      // stands in Slack
	PostUncertain PostState = "uncertain" // sent, and no answer seen: it is looked for before it is sent again
	PostFailed    PostState = "failed"    // refused for good; Error says why
)

// Post is one thing that is to be shown in Slack.
type Post struct {
	ID       string
	Channel  string // "inbox", "campaign", or a Slack channel id
	Card     string // the card it is, or in whose thread it goes: "conversation:ID", "campaign:ID"; "" for neither
	Kind     conversations.NoticeKind
	Payload  json.RawMessage // a conversations.Notice, or what else the kind carries
	Latest   string          // of posts with one key only the last matters; "" for none
	State    PostState
	Attempts int
	Revision int // counts replacements of the payload
	TS       string
	Created  time.Time
}

// Settlement says what became of an attempt to show a Post.
type Settlement struct {
	State  PostState
	TS     string    // of the message, "" where there is none
	Error  string    // Slack's word for what was wrong
	Next   time.Time // when to try again, for PostPending and PostUncertain
	Card   *Card     // where the card stands now; nil leaves that alone
	NoCard string    // a card that is no longer in Slack, "" for none
	Blamed bool      // the attempt counts
}

// Queue is the durable queue of posts.
type Queue interface {
	// DueChannels gives the channels of posts that are due.
	DueChannels(ctx context.Context, now time.Time) ([]string, error)
	// TakePost marks the next due post of a channel as under way and gives it. A post waits for every earlier one
	// of its card.
	TakePost(ctx context.Context, channel string, now time.Time) (p Post, found bool, err error)
	// SettlePost stores what became of a post that was taken. One that was replaced meanwhile is pending again.
	SettlePost(ctx context.Context, p Post, s Settlement) error
	// ReclaimPosts makes posts that a dead process had under way uncertain.
	ReclaimPosts(ctx context.Context, now time.Time) error
	// AddPosts queues posts in the order given; only Channel, Card, Kind, Payload and Latest are read.
	AddPosts(ctx context.Context, posts []Post, now time.Time) error
	// Post gives one post by its id.
	Post(ctx context.Context, id string) (p Post, found bool, err error)
	// LatestPost gives the one post with a key (Post.Latest).
	LatestPost(ctx context.Context, key string) (p Post, found bool, err error)
	// DropPost deletes a post that nothing is to come of any more; one that is unknown is none.
	DropPost(ctx context.Context, id string) error
}

// Card is where the card of a conversation or a campaign stands in Slack.
type Card struct {
	Name string // "conversation:ID" or "campaign:ID"
	message.SlackRef
}

// Cards knows where cards stand.
type Cards interface {
	// Card gives where the named card stands.
	Card(ctx context.Context, name string) (c Card, found bool, err error)
	// CardAt gives the card that stands at a place.
	CardAt(ctx context.Context, at message.SlackRef) (c Card, found bool, err error)
	// CardUnderWay says whether a card may stand in Slack already whose place is not known yet.
	CardUnderWay(ctx context.Context) (bool, error)
}

// Arrival is something that Slack sent, or that takes its time and must be done whatever happens meanwhile.
type Arrival struct {
	ID       string
	Dedupe   string // the same for each time that Slack sends it
	Lane     string // arrivals of one lane are handled in order
	Kind     string // "event", "command", "action", "submission", "shortcut", "erasure"
	Payload  json.RawMessage
	Attempts int
}

// Arrivals keeps what Slack sent until it is handled.
type Arrivals interface {
	// AddArrival stores an arrival and says whether it is new. handled stores it as done with: only its Dedupe is
	// of use then.
	AddArrival(ctx context.Context, a Arrival, handled bool, now time.Time) (fresh bool, err error)
	// PendingArrivals gives the oldest arrivals that wait, in order.
	PendingArrivals(ctx context.Context, limit int) ([]Arrival, error)
	// SettleArrival notes that an arrival is done with. A problem that is not "" keeps it for another try while
	// again is true, and else marks it as failed.
	SettleArrival(ctx context.Context, id, problem string, again bool) error
}

// Desk is what cards, lists and reports are made of, and how a customer is forgotten.
type Desk interface {
	// Case gives one conversation with all that its card shows.
	Case(ctx context.Context, id string) (c Case, found bool, err error)
	// Cases lists conversations, those that wait longest first.
	Cases(ctx context.Context, q CaseQuery) ([]Case, error)
	// People finds contacts, the last active first.
	People(ctx context.Context, q PeopleQuery) ([]PersonFound, error)
	// EraseContact deletes all that is known of a customer and gives how many rows of each table that were.
	EraseContact(ctx context.Context, address message.Address, actor string, now time.Time) (map[string]int, error)
	// Counts gives the figures of status, surveys and contests.
	Counts(ctx context.Context, now time.Time) (Counts, error)
	// Demand gives who waits for which product or price, in weeks of the zone of now.
	Demand(ctx context.Context, now time.Time) ([]Demand, error)
	// Tags gives at most 100 tags with how many contacts have each, the most first.
	Tags(ctx context.Context) ([]Tally, error)
}

// SurveyDesk is what came of surveys, and what is left to thank with.
type SurveyDesk interface {
	// SurveyResults makes the results of a survey from what was answered since a moment, the zero time being ever.
	SurveyResults(ctx context.Context, survey surveys.Survey, since time.Time, zone *time.Location) (surveys.Results, error)
	// Quotes gives words that may be published, the latest first.
	Quotes(ctx context.Context, survey string, limit int) ([]surveys.Quote, error)
	// WithdrawQuote takes a customer's agreement back for them and says whether there was one.
	WithdrawQuote(ctx context.Context, id, actor string, now time.Time) (bool, error)
	// CouponStocks gives the stock of every pool of coupons, by name.
	CouponStocks(ctx context.Context) ([]surveys.Stock, error)
}

// Draws is how far the draws of contests are.
type Draws interface {
	// ContestStandings gives every contest that anybody entered, by name.
	ContestStandings(ctx context.Context) ([]contests.Overview, error)
	// ContestPrizes gives what became of the drawn places; none before they are confirmed.
	ContestPrizes(ctx context.Context, contest string) ([]contests.Prize, error)
	// CheckContest notes who looked at the drawn places; contests.ErrMoved where somebody did before.
	CheckContest(ctx context.Context, contest, actor string, now time.Time) error
	// ConfirmContest has the winners told; contests.ErrSamePerson or contests.ErrMoved where that cannot be.
	ConfirmContest(ctx context.Context, contest, actor string, now time.Time) error
}

// Trail is the audit trail, as far as people are told of it.
type Trail interface {
	// LastMark gives what was last done to a campaign, and when; samples and exports aside. found is false where nothing was.
	LastMark(ctx context.Context, campaign string) (m campaigns.Mark, at time.Time, found bool, err error)
	// CampaignOutcomes calls visit for every recipient of a campaign, in the order of their addresses, after it has noted
	// who asks. An error of visit ends it and is returned.
	CampaignOutcomes(ctx context.Context, campaign, actor string, now time.Time, visit func(campaigns.Outcome) error) error
}

// Case is a conversation with what its card shows beside it.
type Case struct {
	conversations.Conversation

	Name    string           // of the customer, "" when it is not known
	Spoken  message.Language // of the customer, "" when it is not known
	OrderAt string           // its canonical state
	Parts   int              // SMS segments that people's replies took so far
	Card    message.SlackRef // zero while the card is not posted
}

// CaseQuery chooses conversations.
type CaseQuery struct {
	Owner   string               // only those of this Slack user; "" for all
	Status  conversations.Status // "" for all that are not closed
	Address message.Address      // only those of this customer, closed ones too; "" for all
	Limit   int                  // 0 means 20
}

// PeopleQuery chooses contacts by exactly one of its fields.
type PeopleQuery struct {
	Address message.Address
	Order   string
	Name    string // any part of first and last name
	Limit   int    // 0 means 10
}

// PersonFound is a contact as a search shows it.
type PersonFound struct {
	Address      message.Address
	Name         string
	Language     message.Language
	Suppressed   string
	OptedOut     bool
	Orders       []conversations.Order // newest first, at most 5
	Conversation string                // id of the one that is not closed, "" when there is none
}

// Counts is how much of everything there is.
type Counts struct {
	EventsWaiting  int // of contacts, not handled yet
	EventsFailed   int
	OutboxWaiting  int // messages not sent yet
	PostsWaiting   int // posts not shown yet
	PostsFailed    int
	Open           int // conversations nobody has claimed
	InHands        int // conversations somebody has
	OldestWaiting  time.Time
	Surveys        []SurveyCount
	Contests       []Tally // entries by contest
	SentToday      int     // messages an SMSC accepted in the last 24 hours
	ReceivedToday  int
	OptedOutInWeek int
}

// Tally is a name and how many.
type Tally struct {
	Name  string
	Count int
}

// SurveyCount is what came of one survey.
type SurveyCount struct {
	Name    string
	Invited int
	Scores  map[int]int // score to answers
}
