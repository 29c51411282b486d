package bot

import "context"

// TellAdmins queues a message to each admin, in plain text. Of messages with one key only the last waits: what was
// said before and not shown yet is replaced.
func (b *Bot) TellAdmins(ctx context.Context, key, text string) { b.tellAdmins(ctx, key, text) }
