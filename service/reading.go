package service

import (
	"context"
	"log/slog"

	"github.com/google/uuid"

	"kurzwahl/clock"
	"kurzwahl/config"
	"kurzwahl/conversations"
	"kurzwahl/intents"
	"kurzwahl/lessons"
	"kurzwahl/store"
)

// Reading gives what reads texts in this shop now: its rules, its scales, and what staff have taught.
func Reading(ctx context.Context, cfg *config.Config, db *store.DB, logger *slog.Logger) (func(after conversations.Asked, text string) intents.Reading, error) {
	teacher, err := teacherOf(ctx, cfg, db, clock.System{}, logger)
	if err != nil {
		return nil, err
	}
	answers, err := answersOf(ctx, cfg, db, clock.System{}, logger)
	if err != nil {
		return nil, err
	}
	desk, err := conversations.New(conversations.Config{
		Shop: cfg.Shop.Name, Surveys: surveysOf(cfg), Contests: Contests(cfg), Parser: teacher.Parser, Answers: answers.Book,
	})
	if err != nil {
		return nil, err
	}
	return desk.Read, nil
}

// teacherOf makes the teacher, who knows all that was taught until now.
func teacherOf(ctx context.Context, cfg *config.Config, db *store.DB, c clock.Clock, logger *slog.Logger) (*lessons.Teacher, error) {
	teacher, err := lessons.New(lessons.Config{
		Understanding: Understanding(cfg), Store: db, Owner: uuid.NewString(), Language: cfg.Shop.Language, Bell: db.Watch(store.Lessons), Clock: c, Logger: logger,
	})
	if err != nil {
		return nil, err
	}
	return teacher, teacher.Refresh(ctx)
}
