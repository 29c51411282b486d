package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"kurzwahl/config"
	"kurzwahl/surveys"
)

type couponsCmd struct {
	Import couponsImportCmd `cmd:"" help:"Add codes from a file to a pool; codes that it has are left alone."`
	List   couponsListCmd   `cmd:"" help:"Show how many codes each pool has left."`
}

type couponsImportCmd struct {
	configured
	Pool   string `arg:"" help:"The pool, as a [[survey]] names it in coupon_pool."`
	File   string `arg:"" type:"existingfile" help:"One code a line, or a CSV file with a header such as code;note whose first column holds them."`
	DryRun bool   `help:"Say what would become of it, and change nothing."`
}

func (c couponsImportCmd) Run(w *world) (err error) {
	db, cfg, f, err := c.databaseAnd(w, c.File)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	defer closing(f, &err)
	codes, problems, err := surveys.ReadCodes(f)
	if err != nil {
		return err
	}
	p := printer{out: w.out}
	for _, problem := range problems {
		p.say("line %d left out: %s\n", problem.Line, problem.Reason)
	}
	if c.DryRun {
		p.say("Would be taken in: up to %d codes. Left out: %d lines.\n", len(codes), len(problems))
		p.say("%s", unused(c.Pool, cfg))
		return p.err
	}
	added, err := db.AddCoupons(w.ctx, c.Pool, codes)
	if err != nil {
		return err
	}
	p.say("Taken in: %d codes; %d were in the pool already. Left out: %d lines.\n", added, len(codes)-added, len(problems))
	p.say("%s", unused(c.Pool, cfg))
	return p.err
}

// unused warns that no survey takes codes from a pool; "" where one does.
func unused(pool string, cfg *config.Config) string {
	var named []string
	for _, s := range cfg.Surveys {
		if s.CouponPool == pool {
			return ""
		}
		if s.CouponPool != "" {
			named = append(named, strconv.Quote(s.CouponPool))
		}
	}
	text := fmt.Sprintf("WARNING: no [[survey]] has coupon_pool = %q: nobody gets these codes unless a campaign names the pool.", pool)
	if slices.Sort(named); len(named) > 0 {
		text += " Surveys have " + strings.Join(slices.Compact(named), ", ") + "."
	}
	return text + "\n"
}

type couponsListCmd struct{ configured }

func (c couponsListCmd) Run(w *world) (err error) {
	db, cfg, err := c.database(w)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	stocks, err := db.CouponStocks(w.ctx)
	if err != nil {
		return err
	}
	p := printer{out: w.out}
	for _, s := range cfg.Surveys {
		known := slices.ContainsFunc(stocks, func(stock surveys.Stock) bool { return stock.Pool == s.CouponPool })
		if s.CouponPool != "" && !known {
			stocks = append(stocks, surveys.Stock{Pool: s.CouponPool})
		}
	}
	for _, s := range stocks {
		p.say("%s: %d of %d codes left\n", s.Pool, s.Free, s.Codes)
	}
	return p.err
}
