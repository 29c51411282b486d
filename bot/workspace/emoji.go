package workspace

import (
	"fmt"
	"strings"
)

// emojiTable pairs the emoji that people type most with Slack's names for them. A character with a variation
// selector stands before the one without.
const emojiTable = `👍 +1|👎 -1|❤️ heart|❤ heart|😀 grinning|😃 smiley|😄 smile|😁 grin|😂 joy|🙂 slightly_smiling_face|😉 wink|😊 blush|😍 heart_eyes|
😎 sunglasses|😢 cry|😭 sob|😡 rage|😠 angry|🤔 thinking_face|🙏 pray|👋 wave|👏 clap|🙌 raised_hands|💪 muscle|👀 eyes|🎉 tada|✨ sparkles|🔥 fire|
⭐ star|✅ white_check_mark|❌ x|⚠️ warning|⚠ warning|❓ question|❗ exclamation|📦 package|🚚 truck|🚀 rocket|🎁 gift|☀️ sunny|☀ sunny|🍀 four_leaf_clover|
⏳ hourglass_flowing_sand|⌛ hourglass|📞 telephone_receiver|🏆 trophy|💡 bulb|🔧 wrench|🙁 slightly_frowning_face|😅 sweat_smile`

// emoji gives the table as pairs of character and name.
func emoji() (pairs [][2]string) {
	for entry := range strings.SplitSeq(strings.ReplaceAll(emojiTable, "\n", ""), "|") {
		char, name, _ := strings.Cut(entry, " ")
		pairs = append(pairs, [2]string{char, name})
	}
	return pairs
}

// named replaces the emoji in what was typed by their :names:, as Slack's clients do.
func named(typed string) string {
	var replace []string
	for _, e := range emoji() {
		replace = append(replace, e[0], ":"+e[1]+":")
	}
	return strings.NewReplacer(replace...).Replace(typed)
}

// unicodeOf gives the code points of a named emoji as rich text has them, "1f44d"; false for an unknown name.
func unicodeOf(name string) (string, bool) {
	for _, e := range emoji() {
		if e[1] != name {
			continue
		}
		var points []string
		for _, r := range e[0] {
			points = append(points, fmt.Sprintf("%x", r))
		}
		return strings.Join(points, "-"), true
	}
	return "", false
}
