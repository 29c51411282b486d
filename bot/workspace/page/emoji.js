// Slack's names of the emoji that a desk uses. Others stay as :name:.

const TABLE = `
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|100 💯|alarm_clock ⏰|ambulance 🚑|arrow_down ⬇️|arrow_left ⬅️|arrow_right ➡️|arrow_up ⬆️
arrow_forward ▶️|arrows_counterclockwise 🔄|baby 👶|bag 👜|balloon 🎈|bar_chart 📊|bell 🔔|no_bell 🔕|black_square_for_stop ⏹️|blue_heart 💙
bookmark 🔖|books 📚|broken_heart 💔|bulb 💡|bust_in_silhouette 👤|busts_in_silhouette 👥|calendar 📆|calling 📲|candle 🕯️|car 🚗
chart_with_downwards_trend 📉|chart_with_upwards_trend 📈|checkered_flag 🏁|clap 👏|clipboard 📋|clock1 🕐|clock9 🕘|closed_lock_with_key 🔐
cloud ☁️|coffee ☕|confetti_ball 🎊|construction 🚧|credit_card 💳|cry 😢|crown 👑|date 📅|dart 🎯|de 🇩🇪|double_vertical_bar ⏸️|pause_button ⏸️
dizzy_face 😵|e-mail 📧|email ✉️|envelope ✉️|envelope_with_arrow 📩|euro 💶|exclamation ❗|heavy_exclamation_mark ❗|eyes 👀|face_with_monocle 🧐
fast_forward ⏩|fire 🔥|flag-de 🇩🇪|flag-gb 🇬🇧|flag-pl 🇵🇱|four_leaf_clover 🍀|gb 🇬🇧|gear ⚙️|gift 🎁|green_heart 💚|grey_question ❔|grin 😁|grinning 😀
hand ✋|handshake 🤝|headphones 🎧|heart ❤️|heavy_check_mark ✔️|heavy_minus_sign ➖|heavy_plus_sign ➕|hourglass ⌛|hourglass_flowing_sand ⏳|house 🏠
inbox_tray 📥|incoming_envelope 📨|information_source ℹ️|iphone 📱|joy 😂|key 🔑|label 🏷️|large_blue_circle 🔵|large_green_circle 🟢|large_orange_circle 🟠
large_yellow_circle 🟡|large_red_circle 🔴|red_circle 🔴|white_circle ⚪|black_circle ⚫|link 🔗|lock 🔒|unlock 🔓|loudspeaker 📢|love_letter 💌|mag 🔍|mailbox 📫
mailbox_with_mail 📬|mega 📣|memo 📝|pencil 📝|moneybag 💰|muscle 💪|mute 🔇|name_badge 📛|new 🆕|no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑|ok ✅
ok_hand 👌|one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|outbox_tray 📤|package 📦|paperclip 📎|party_popper 🎉|tada 🎉|pensive 😔|phone ☎️|telephone_receiver 📞
pl 🇵🇱|point_right 👉|point_up ☝️|pray 🙏|printer 🖨️|pushpin 📌|question ❓|rage 😡|angry 😠|raised_hands 🙌|receipt 🧾|recycle ♻️|repeat 🔁|robot_face 🤖
rocket 🚀|rotating_light 🚨|satellite_antenna 📡|scales ⚖️|school 🏫|scissors ✂️|shield 🛡️|shopping_bags 🛍️|shopping_trolley 🛒|slightly_smiling_face 🙂
slightly_frowning_face 🙁|smile 😄|smiley 😃|sob 😭|sparkles ✨|speech_balloon 💬|star ⭐|star2 🌟|stop_sign 🛑|stopwatch ⏱️|sunny ☀️|sunglasses 😎|sun_with_face 🌞
tag 🏷️|telephone ☎️|thinking_face 🤔|ticket 🎫|timer_clock ⏲️|trophy 🏆|truck 🚚|two_hearts 💕|umbrella ☔|wastebasket 🗑️|warning ⚠️|wave 👋|white_check_mark ✅
ballot_box_with_check ☑️|white_flag 🏳️|wink 😉|wrench 🔧|writing_hand ✍️|x ❌|negative_squared_cross_mark ❎|yum 😋|yellow_heart 💛|zap ⚡|zipper_mouth_face 🤐|zzz 💤
black_small_square ▪️|small_blue_diamond 🔹|small_orange_diamond 🔸|first_place_medal 🥇|mantelpiece_clock 🕰️|crescent_moon 🌙|moon 🌔|sunrise 🌅|night_with_stars 🌃
arrow_right_hook ↪️|leftwards_arrow_with_hook ↩️|back 🔙|soon 🔜|rewind ⏪|track_next ⏭️|black_right_pointing_double_triangle_with_vertical_bar ⏭️|white_small_square ▫️
blush 😊|relaxed ☺️|heart_eyes 😍|kissing_heart 😘|hugging_face 🤗|neutral_face 😐|confused 😕|disappointed 😞|worried 😟|tired_face 😫|sweat_smile 😅|upside_down_face 🙃
`;

const CHARS = new Map(TABLE.trim().split(/[|\n]/).map((entry) => entry.split(" ")));

// CHOICES are the reactions that the page's picker offers.
export const CHOICES = ["+1", "white_check_mark", "eyes", "heart", "tada", "joy", "raised_hands", "thinking_face", "hourglass_flowing_sand", "x", "package", "rotating_light"];

// emojiChar returns the character of a name, or undefined.
export function emojiChar(name) {
  return CHARS.get(String(name).split("::")[0]);
}

// withEmoji replaces :name: in a plain text.
export function withEmoji(text) {
  return String(text).replace(/:([a-z0-9_+'-]{1,60}):/g, (whole, name) => emojiChar(name) ?? whole);
}
