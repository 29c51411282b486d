package service

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"kurzwahl/clock"
	"kurzwahl/config"
	"kurzwahl/faq"
	"kurzwahl/store"
)

// answersOf makes the keeper of answers to general questions, who knows all that people have changed until now.
func answersOf(ctx context.Context, cfg *config.Config, db *store.DB, c clock.Clock, logger *slog.Logger) (*faq.Keeper, error) {
	entries, err := fileAnswers(cfg)
	if err != nil {
		return nil, err
	}
	keeper, err := faq.NewKeeper(faq.Config{Words: faqWords(cfg), File: entries, Store: db, Bell: db.Watch(store.Answers), Clock: c, Logger: logger})
	if err != nil {
		return nil, err
	}
	return keeper, keeper.Refresh(ctx)
}

func faqWords(cfg *config.Config) faq.Words {
	return faq.Words{Shop: cfg.Shop.Name, Contact: cfg.Shop.Contact, Language: cfg.Shop.Language, Marks: cfg.Texts.PolishMarks}
}

// fileAnswers reads the file of answers that the config names; none where it names none.
func fileAnswers(cfg *config.Config) ([]faq.Entry, error) {
	if cfg.FAQ.File == "" {
		return nil, nil
	}
	content, err := os.ReadFile(cfg.FAQ.File)
	if err != nil {
		return nil, fmt.Errorf("read faq.file: %w", err)
	}
	entries, err := faq.ReadFile(content, faqWords(cfg))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", cfg.FAQ.File, err)
	}
	return entries, nil
}

// checkAnswers says whether the file of answers can be used; nothing where the config names none.
func checkAnswers(cfg *config.Config) []Finding {
	if cfg.FAQ.File == "" {
		return nil
	}
	f := Finding{Part: "answers"}
	entries, err := fileAnswers(cfg)
	f.Says = fmt.Sprintf("to general questions: %d topics in %s", len(entries), cfg.FAQ.File)
	if err != nil {
		f.Mend = err.Error()
	}
	return []Finding{f}
}
