// What the composer suggests while somebody types. Pure.

const MOST = 8;

// completions looks at the text before the cursor and returns choices:
// {label, note, insert, replaces (how many characters before the cursor it
// takes the place of), complete (the text already says all of it)}.
export function completions(before, commands, people) {
  const mention = /(?:^|\s)@([\p{L}\p{N}._-]*)$/u.exec(before);
  if (mention) return mentions(mention[1], people);
  if (!/^\/(?!\/)/.test(before) || before.includes("\n")) return [];
  const space = before.indexOf(" ");
  if (space < 0) return names(before, commands);
  const command = commands.find((c) => c.command === before.slice(0, space));
  return command ? subcommands(before.slice(space + 1), command) : [];
}

function mentions(typed, people) {
  const start = typed.toLowerCase();
  return people
    .filter((u) => [u.name, u.real_name].some((n) => String(n ?? "").toLowerCase().startsWith(start)))
    .slice(0, MOST)
    .map((u) => ({ label: `@${u.real_name || u.name}`, note: u.title ?? "", insert: `@${u.name} `, replaces: typed.length + 1, complete: false }));
}

function names(typed, commands) {
  return commands
    .filter((c) => c.command.startsWith(typed))
    .map((c) => ({ label: c.command, note: c.description ?? c.usage_hint ?? "", insert: `${c.command} `, replaces: typed.length, complete: c.command === typed }));
}

function subcommands(typed, command) {
  return (command.subcommands ?? []).map(normal)
    .filter((s) => s.text.startsWith(typed))
    .slice(0, MOST)
    .map((s) => ({ label: `${command.command} ${s.text} ${s.hint}`.trim(), note: s.note, insert: `${s.text}${s.hint ? " " : ""}`,
      replaces: typed.length, complete: typed === s.text }));
}

// normal reads a subcommand as "campaign new", "find PHONE" or an object. Its
// capital letters, brackets and what follows are the hint.
function normal(sub) {
  const given = typeof sub === "string" ? { text: sub } : { text: sub.name ?? sub.text ?? "", note: sub.description ?? "", hint: sub.usage_hint };
  const words = given.text.trim().split(/\s+/);
  const at = words.findIndex((w) => /^[[<(]|^[A-Z|]{2,}/.test(w));
  const text = (at < 0 ? words : words.slice(0, at)).join(" ");
  return { text, hint: given.hint ?? (at < 0 ? "" : words.slice(at).join(" ")), note: given.note ?? "" };
}
