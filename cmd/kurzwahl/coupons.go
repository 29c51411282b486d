package main

import (
	"fmt"
	"os"
	"slices"

	"kurzwahl/surveys"
)

type couponsCmd struct {
	Import couponsImportCmd `cmd:"" help:"Add codes from a file to a pool; codes that it has are left alone."`
	List   couponsListCmd   `cmd:"" help:"Show how many codes each pool has left."`
}

type couponsImportCmd struct {
	configured
	Pool   string `arg:"" help:"The pool, as a [[survey]] names it in coupon_pool."`
	File   string `arg:"" type:"existingfile" help:"One code a line, or a CSV file whose first column holds the codes."`
	DryRun bool   `help:"Say what would become of it, and change nothing."`
}

func (c couponsImportCmd) Run(w *world) (err error) {
	db, cfg, err := c.database(w)
	if err != nil {
		return err
	}
	defer closing(db, &err)
	f, err := os.Open(c.File)
	if err != nil {
		return fmt.Errorf("read coupons: %w", err)
	}
	defer closing(f, &err)
	codes, problems, err := surveys.ReadCodes(f)
	if err != nil {
		return err
	}
	p := printer{out: w.out}
	for _, problem := range problems {
		p.say("line %d left out: %s\n", problem.Line, problem.Reason)
	}
	used := false
	for _, s := range cfg.Surveys {
		used = used || s.CouponPool == c.Pool
	}
	if !used {
		p.say("No [[survey]] takes codes from the pool %q: check its name, or add coupon_pool to one.\n", c.Pool)
	}
	if c.DryRun {
		p.say("Would be taken in: up to %d codes. Left out: %d lines.\n", len(codes), len(problems))
		return p.err
	}
	added, err := db.AddCoupons(w.ctx, c.Pool, codes)
	if err != nil {
		return err
	}
	p.say("Taken in: %d codes; %d were in the pool already. Left out: %d lines.\n", added, len(codes)-added, len(problems))
	return p.err
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
