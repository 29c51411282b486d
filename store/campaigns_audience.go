package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"kurzwahl/campaigns"
	"kurzwahl/message"
)

// audienceSQL is the condition that an audience puts on the contact c, and its arguments from $first on.
type audienceSQL struct {
	text  strings.Builder
	args  []any
	first int
}

func compileAudience(a campaigns.Audience, first int) (string, []any) {
	q := &audienceSQL{first: first}
	q.add(a)
	return q.text.String(), q.args
}

func (q *audienceSQL) add(a campaigns.Audience) {
	switch a.Op {
	case campaigns.And:
		q.join(" AND ", a.Parts)
	case campaigns.Or:
		q.join(" OR ", a.Parts)
	case campaigns.Not:
		q.text.WriteString("NOT ")
		q.join("", a.Parts)
	case campaigns.Is:
		q.leaf(a)
	default:
		q.text.WriteString("FALSE") // nobody, rather than everybody
	}
}

func (q *audienceSQL) join(word string, parts []campaigns.Audience) {
	q.text.WriteByte('(')
	for i, part := range parts {
		if i > 0 {
			q.text.WriteString(word)
		}
		q.add(part)
	}
	q.text.WriteByte(')')
}

func (q *audienceSQL) leaf(a campaigns.Audience) {
	switch a.Fact {
	case campaigns.Everybody:
		q.text.WriteString("TRUE")
	case campaigns.Tag:
		q.text.WriteString("EXISTS (SELECT 1 FROM contact_tag t WHERE t.address = c.address AND t.tag = " + q.arg(a.Value) + ")")
	case campaigns.Language:
		q.text.WriteString("c.language = " + q.arg(a.Value))
	case campaigns.Country:
		q.text.WriteString("c.country = " + q.arg(a.Value))
	case campaigns.Bought:
		q.text.WriteString("EXISTS (SELECT 1 FROM shop_order o WHERE o.address = c.address AND lower(o.items) LIKE " +
			q.arg("%"+likeLiteral(inJSON(strings.ToLower(a.Value)))+"%") + ` ESCAPE '\')`)
	default:
		q.text.WriteString("FALSE")
	}
}

func (q *audienceSQL) arg(value string) string {
	q.args = append(q.args, storable(value))
	return "$" + strconv.Itoa(q.first+len(q.args)-1)
}

// inJSON writes what JSON escapes as it stands in JSON.
func inJSON(value string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value)
}

// walkPage is how many contacts of an audience are read at once.
const walkPage = 500

// Audience goes through an audience as campaigns.Desk says, page by page, so that no read holds up the database.
func (db *DB) Audience(ctx context.Context, a campaigns.Audience, now time.Time, visit func(campaigns.Reader) error) error {
	c := db.reader()
	condition, args := compileAudience(a, 3)
	query := "SELECT " + readerColumns + " FROM contact c WHERE c.address > $1 AND " + condition + " ORDER BY c.address LIMIT $2"
	last := message.Address("")
	for {
		page, err := c.readers(ctx, query, append([]any{string(last), walkPage}, args...)...)
		if err != nil {
			return fmt.Errorf("read audience: %w", err)
		}
		if err := c.readerFacts(ctx, page, now); err != nil {
			return err
		}
		for _, r := range page {
			if err := visit(r); err != nil {
				return err
			}
			last = r.Address
		}
		if len(page) < walkPage {
			return nil
		}
	}
}

const readerColumns = "c.address, c.first_name, c.last_name, c.language"

func (c *conn) readers(ctx context.Context, query string, args ...any) ([]campaigns.Reader, error) {
	var page []campaigns.Reader
	err := c.query(ctx, func(rows *sql.Rows) error {
		var r campaigns.Reader
		err := rows.Scan(&r.Address, &r.FirstName, &r.LastName, &r.Language)
		page = append(page, r)
		return err
	}, query, args...)
	return page, err
}

// readerFacts fills in what the gate must know of the readers.
func (c *conn) readerFacts(ctx context.Context, readers []campaigns.Reader, now time.Time) error {
	addresses := make([]message.Address, len(readers))
	for i, r := range readers {
		addresses[i] = r.Address
	}
	facts, err := c.gateFacts(ctx, addresses, now)
	if err != nil {
		return err
	}
	for i := range readers {
		readers[i].Facts = facts[readers[i].Address]
	}
	return nil
}
