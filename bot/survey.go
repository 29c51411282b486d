package bot

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/agnivade/levenshtein"
	"github.com/slack-go/slack"

	"kurzwahl/surveys"
)

// surveyCommand shows what came of the surveys.
func (b *Bot) surveyCommand(ctx context.Context, _ commandPayload, args string) (*content, error) {
	words := strings.Fields(args)
	switch {
	case len(words) == 0 && len(b.config.Surveys) == 1:
		return b.surveyResults(ctx, b.config.Surveys[0], time.Time{})
	case len(words) == 0:
		return b.surveyList(ctx)
	case words[0] == "coupons":
		return b.couponStocks(ctx)
	case words[0] == "results" || words[0] == "quotes":
		survey, since, problem := b.surveyMeant(words[1:])
		if problem != "" {
			return say(problem), nil
		}
		if words[0] == "quotes" {
			return b.surveyQuotes(ctx, survey)
		}
		return b.surveyResults(ctx, survey, since)
	}
	survey, since, problem := b.surveyMeant(words) // "/sms survey delivery 30" is "/sms survey results delivery 30"
	if problem == "" {
		return b.surveyResults(ctx, survey, since)
	}
	known := []string{"results", "quotes", "coupons"}
	if slices.ContainsFunc(known, func(name string) bool { return levenshtein.ComputeDistance(cut(words[0], 40), name) < 4 }) {
		problem = b.didYouMean("/sms survey", words[0], known)
	}
	return say(problem), nil
}

// surveyMeant reads the name of a survey, which may be left out where there is one only, and a number of days. The
// problem is "" when there is none.
func (b *Bot) surveyMeant(words []string) (survey surveys.Survey, since time.Time, problem string) {
	if len(words) > 0 {
		if days, err := strconv.Atoi(words[len(words)-1]); err == nil {
			if days < 1 || days > 3660 {
				return survey, since, b.lang.say("Schreiben Sie 1 bis 3660 Tage.", "Write 1 to 3660 days.")
			}
			since, words = b.now().AddDate(0, 0, -days), words[:len(words)-1]
		}
	}
	if s, rest := b.surveyBegins(words); rest != "" {
		return s, since, b.lang.say("„%s“ ist keine Zahl von Tagen. Schreiben Sie zum Beispiel /sms survey results %s 30.",
			"%q is no number of days. Write for example /sms survey results %s 30.", cut(rest, 40), s.Name)
	}
	name := strings.Join(words, " ")
	names := make([]string, len(b.config.Surveys))
	for i, s := range b.config.Surveys {
		names[i] = s.Name
		if s.Name == name || name == "" && len(b.config.Surveys) == 1 {
			return s, since, ""
		}
	}
	if len(names) == 0 {
		return survey, since, b.lang.say("Es ist keine Umfrage eingerichtet.", "There is no survey in the config.")
	}
	return survey, since, b.lang.say("Welche Umfrage? Es gibt: %s", "Which survey? There are: %s", strings.Join(names, ", "))
}

// surveyBegins finds the survey with whose name words begin, and gives what stands behind it; rest is "" where nothing
// does, or where all words together are a name.
func (b *Bot) surveyBegins(words []string) (survey surveys.Survey, rest string) {
	all := strings.Join(words, " ")
	for _, s := range b.config.Surveys {
		behind, ok := strings.CutPrefix(all, s.Name+" ")
		switch {
		case s.Name == all:
			return s, ""
		case ok && len(s.Name) > len(survey.Name):
			survey, rest = s, behind
		}
	}
	return survey, rest
}

// surveyList sums every survey up in a line.
func (b *Bot) surveyList(ctx context.Context) (*content, error) {
	if len(b.config.Surveys) == 0 {
		return say(b.lang.say("Es ist keine Umfrage eingerichtet.", "There is no survey in the config.")), nil
	}
	var lines []string
	for _, s := range b.config.Surveys {
		r, err := b.store.SurveyResults(ctx, s, time.Time{}, b.config.Zone)
		if err != nil {
			return nil, err
		}
		lines = append(lines, b.surveyLine(r))
	}
	c := say(strings.Join(lines, "\n"))
	c.blocks = append(c.blocks, contextLine(b.lang.say("/sms survey results NAME zeigt eine davon mit Diagrammen.", "/sms survey results NAME shows one of them with charts.")))
	return c, nil
}

// surveyLine sums a survey up: answers, rate, mean.
func (b *Bot) surveyLine(r surveys.Results) string {
	if r.Count() == 0 {
		return b.lang.say("%s: %d gefragt, noch keine Antwort", "%s: %d asked, no answer yet", r.Survey, r.Invited)
	}
	return b.lang.say("%s: %d Antworten von %d Gefragten, %s", "%s: %d answers of %d asked, %s", r.Survey, r.Count(), r.Invited, b.figure(r.Tally))
}

// surveyResults shows everything about one survey.
func (b *Bot) surveyResults(ctx context.Context, survey surveys.Survey, since time.Time) (*content, error) {
	r, err := b.store.SurveyResults(ctx, survey, since, b.config.Zone)
	if err != nil {
		return nil, err
	}
	say := b.lang.say
	title := say("Umfrage %s", "Survey %s", survey.Name)
	if !since.IsZero() {
		title += say(" seit %s", " since %s", since.In(b.config.Zone).Format(say("02.01.2006", "2 Jan 2006")))
	}
	c := &content{text: escape(title), blocks: []slack.Block{header("📊 " + title)}}
	if r.Count() == 0 {
		c.blocks = append(c.blocks, plainSection(b.surveyLine(r)))
		return c, nil
	}
	c.simple = append(slices.Clone(c.blocks), b.surveyFacts(r))
	c.simple = append(c.simple, bars(b.lang, b.distribution(r.Tally))...)
	c.blocks = append(c.blocks, b.surveyFacts(r), b.distributionChart(r.Tally))
	if chart := b.weeksChart(r); chart != nil {
		c.blocks = append(c.blocks, chart)
	}
	for _, list := range []string{b.stepLines(r), b.productLines(r)} {
		if list != "" {
			c.blocks = append(c.blocks, plainSection(list))
			c.simple = append(c.simple, plainSection(list))
		}
	}
	c.blocks = append(c.blocks, contextLine(b.caveat(r)))
	c.simple = append(c.simple, contextLine(b.caveat(r)))
	return c, nil
}

// surveyFacts are the figures of a survey.
func (b *Bot) surveyFacts(r surveys.Results) slack.Block {
	say, number := b.lang.say, b.lang.count
	rate, within := surveys.Proportion(min(r.Count(), r.Invited), r.Invited)
	return facts(
		fact{say("Antworten", "Answers"), say("%s von %s Gefragten", "%s of %s asked", number(r.Count()), number(r.Invited))},
		fact{say("Antwortrate", "Response rate"), b.percent(rate) + b.between(b.percent(within.From), b.percent(within.To))},
		fact{say("Ergebnis", "Result"), b.figure(r.Tally)},
		fact{say("Niedrige Bewertungen", "Low scores"), number(r.Low)},
		fact{say("Mit eigenen Worten", "With words"), number(r.Commented)},
		fact{say("Dürfen veröffentlicht werden", "May be published"), some(number, r.Publishable)},
		fact{say("Gutscheine ausgegeben", "Coupons given"), some(number, r.Coupons)},
	)
}

// figure is the figure that a scale is known by, with its confidence interval: the NPS, the share of yes, else the mean.
func (b *Bot) figure(t surveys.Tally) string {
	if t.Weight() == surveys.TooFew {
		return b.lang.say("zu wenige Antworten für eine Kennzahl (%s)", "too few answers for a figure (%s)", b.counted(t))
	}
	if nps, i, ok := t.NPS(); ok {
		return "NPS " + b.points(nps) + b.between(b.points(i.From), b.points(i.To))
	}
	if t.Scale.Style == surveys.YesNo {
		share, i := surveys.Proportion(t.Share(1, 1), t.Count())
		return b.lang.say("%s Ja", "%s yes", b.percent(share)) + b.between(b.percent(i.From), b.percent(i.To))
	}
	mean := b.lang.say("Mittel ", "mean ") + b.lang.tenths(t.Mean())
	if i, ok := t.MeanInterval(); ok {
		mean += b.between(b.lang.tenths(i.From), b.lang.tenths(i.To))
	}
	return mean + b.lang.say(", %d ist am besten", ", %d is best", t.Scale.Best())
}

// counted lists how often each score was given.
func (b *Bot) counted(t surveys.Tally) string {
	var each []string
	for i, n := range t.Distribution {
		if n > 0 {
			each = append(each, b.lang.count(n)+" × "+b.scoreName(t.Scale, t.Scale.Min+i))
		}
	}
	return strings.Join(each, ", ")
}

func (b *Bot) scoreName(s surveys.Scale, score int) string {
	switch {
	case s.Style != surveys.YesNo:
		return b.lang.count(score)
	case score == 1:
		return b.lang.say("Ja", "yes")
	default:
		return b.lang.say("Nein", "no")
	}
}

func (b *Bot) percent(share float64) string {
	return strconv.Itoa(int(share*100+0.5)) + b.lang.say(" %", "%")
}

// points writes a Net Promoter Score.
func (b *Bot) points(x float64) string {
	rounded := int(math.Round(x))
	if rounded > 0 {
		return "+" + strconv.Itoa(rounded)
	}
	return strconv.Itoa(rounded)
}

// between writes a confidence interval.
func (b *Bot) between(from, to string) string {
	return b.lang.say(" (95 %%: %s bis %s)", " (95%%: %s to %s)", from, to)
}

// distributionChart draws how often each score was given.
func (b *Bot) distributionChart(t surveys.Tally) slack.Block {
	title, name := b.lang.say("Wie oft welche Antwort", "How often each answer"), b.lang.say("Antworten", "Answers")
	var categories []string
	var points []slack.DataVisualizationDataPoint
	for _, score := range b.distribution(t) {
		categories = append(categories, score.Name)
		points = append(points, slack.NewDataVisualizationDataPoint(score.Name, float64(score.Count)))
	}
	return slack.NewDataVisualizationBlock(cut(title, chartTitle),
		slack.NewDataVisualizationBarChart(slack.NewDataVisualizationAxisConfig(categories...), slack.NewDataVisualizationDataSeries(name, points...)))
}

// distribution is how often each score was given.
func (b *Bot) distribution(t surveys.Tally) []Tally {
	var all []Tally
	for i, n := range t.Distribution {
		all = append(all, Tally{b.scoreName(t.Scale, t.Scale.Min+i), n})
	}
	return all
}

// weeksChart draws the figure week by week. Weeks with few answers are left out: their ups and downs are chance. It is
// nil where fewer than two are left.
func (b *Bot) weeksChart(r surveys.Results) slack.Block {
	name := b.lang.say("Mittel je Woche", "Mean by week")
	value := surveys.Tally.Mean
	switch r.Scale.Style {
	case surveys.Recommend:
		name = b.lang.say("NPS je Woche", "NPS by week")
		value = func(t surveys.Tally) float64 { nps, _, _ := t.NPS(); return nps }
	case surveys.YesNo:
		name = b.lang.say("Anteil Ja je Woche", "Share of yes by week")
	case surveys.Points, surveys.Grades, surveys.Stars:
	}
	weeks := slices.DeleteFunc(slices.Clone(r.Weeks), func(g surveys.Group) bool { return g.Count() < surveys.FewestInGroup })
	if len(weeks) < 2 {
		return nil
	}
	var categories []string
	var points []slack.DataVisualizationDataPoint
	for _, w := range weeks {
		categories = append(categories, w.Name)
		points = append(points, slack.NewDataVisualizationDataPoint(w.Name, value(w.Tally)))
	}
	return slack.NewDataVisualizationBlock(cut(name, chartTitle),
		slack.NewDataVisualizationLineChart(slack.NewDataVisualizationAxisConfig(categories...), slack.NewDataVisualizationDataSeries(cut(name, chartLabel), points...)))
}

// stepLines are the figures of further questions.
func (b *Bot) stepLines(r surveys.Results) string {
	var lines []string
	for _, g := range r.Steps {
		if g.Count() > 0 {
			lines = append(lines, b.lang.say("%s: %d Antworten, %s", "%s: %d answers, %s", g.Name, g.Count(), b.figure(g.Tally)))
		}
	}
	return strings.Join(lines, "\n")
}

// mostProducts is how many products results show.
const mostProducts = 10

// productLines are the figures of the products with the most answers.
func (b *Bot) productLines(r surveys.Results) string {
	if len(r.Products) == 0 {
		return ""
	}
	lines := []string{b.lang.say("Nach Artikel:", "By product:")}
	for _, g := range r.Products[:min(len(r.Products), mostProducts)] {
		lines = append(lines, b.lang.say("%s: %d Antworten, %s", "%s: %d answers, %s", cut(g.Name, 60), g.Count(), b.figure(g.Tally)))
	}
	rest := r.OtherFew
	for _, g := range r.Products[min(len(r.Products), mostProducts):] {
		rest += g.Count()
	}
	if rest > 0 {
		lines = append(lines, b.lang.say("andere Artikel: %d Antworten", "other products: %d answers", rest))
	}
	return strings.Join(lines, "\n")
}

// caveat says how far the figures carry.
func (b *Bot) caveat(r surveys.Results) string {
	say := b.lang.say
	switch r.Weight() {
	case surveys.TooFew:
		return say("Weniger als 10 Antworten sind einzelne Stimmen.", "Fewer than 10 answers are single voices.")
	case surveys.Rough:
		return say("Weniger als 30 Antworten: ein erster Eindruck. Der wahre Wert liegt in 95 von 100 Fällen in der Spanne.",
			"Fewer than 30 answers: a first impression. The true value lies within the span in 95 of 100 cases.")
	case surveys.Fair:
	}
	return say("Der wahre Wert liegt in 95 von 100 Fällen in der Spanne; wer nicht antwortet, urteilt vielleicht anders.",
		"The true value lies within the span in 95 of 100 cases; those who do not answer may think differently.")
}

// couponStocks shows what is left in the pools.
func (b *Bot) couponStocks(ctx context.Context) (*content, error) {
	stocks, err := b.store.CouponStocks(ctx)
	if err != nil {
		return nil, err
	}
	if len(stocks) == 0 {
		return say(b.lang.say("Kein Vorrat an Gutscheinen. „kurzwahl coupons import VORRAT DATEI“ legt einen an.", "No pool of coupons. \"kurzwahl coupons import POOL FILE\" makes one.")), nil
	}
	var lines []string
	for _, s := range stocks {
		lines = append(lines, b.lang.say("%s: noch %s von %s Gutscheinen", "%s: %s of %s coupons left", s.Pool, b.lang.count(s.Free), b.lang.count(s.Codes)))
	}
	return say(strings.Join(lines, "\n")), nil
}
