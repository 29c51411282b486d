// A Slack app made with Slack's own packages. The Go test starts it against the local workspace and plays the
// people; the app does what its name says for each event, and prints "ready" once it is connected.
import assert from "node:assert/strict";

import bolt from "@slack/bolt";
import { WebClient, ErrorCode } from "@slack/web-api";

const slackApiUrl = process.env.SLACK_API_URL;
const app = new bolt.App({
  token: "xoxb-node",
  appToken: "xapp-node",
  socketMode: true,
  logLevel: bolt.LogLevel.WARN,
  clientOptions: { slackApiUrl },
});
const inbox = process.env.INBOX;

const plain = (text) => ({ type: "plain_text", text });

app.message("hello", async ({ message, say }) => {
  await say({
    text: `Hello <@${message.user}>`,
    thread_ts: message.ts,
    blocks: [
      { type: "section", text: { type: "mrkdwn", text: `Hello <@${message.user}>` } },
      { type: "actions", elements: [{ type: "button", action_id: "greet", value: "case:1:1", text: plain("Greet") }] },
    ],
  });
});

app.action("greet", async ({ ack, body, action, client }) => {
  await ack();
  assert.equal(action.value, "case:1:1");
  assert.equal(body.container.type, "message");
  const at = { channel: body.channel.id, ts: body.message.ts };
  await client.chat.update({ ...at, text: `Greeted by <@${body.user.id}>`, blocks: [] });
  await client.reactions.add({ channel: at.channel, timestamp: at.ts, name: "wave" });
});

const modal = {
  type: "modal",
  callback_id: "form",
  title: plain("Campaign"),
  submit: plain("Go"),
  notify_on_close: true,
  blocks: [
    { type: "input", block_id: "name", label: plain("Name"), element: { type: "plain_text_input", action_id: "text" } },
    {
      type: "input", block_id: "tags", optional: true, label: plain("Tags"),
      element: {
        type: "multi_static_select", action_id: "tags",
        options: ["vip", "new"].map((value) => ({ text: plain(value), value })),
      },
    },
  ],
};

app.command("/sms", async ({ ack, command, client, respond }) => {
  if (command.text === "probe") {
    await ack();
    await respond({ response_type: "ephemeral", text: await probe(client).then(() => "probe passed", (e) => `probe failed: ${e.stack}`) });
    return;
  }
  await ack({ response_type: "ephemeral", text: "Opening" });
  await client.views.open({ trigger_id: command.trigger_id, view: modal });
});

app.view("form", async ({ ack, view, body, client }) => {
  const name = view.state.values.name.text.value;
  if (name === "bad") {
    await ack({ response_action: "errors", errors: { name: "Choose another name." } });
    return;
  }
  assert.deepEqual(view.state.values.tags.tags.selected_options.map((o) => o.value), ["vip"]);
  await ack();
  await client.chat.postEphemeral({ channel: inbox, user: body.user.id, text: `Saved ${name}` });
});

app.view({ callback_id: "form", type: "view_closed" }, async ({ ack, body, client }) => {
  await ack();
  await client.chat.postEphemeral({ channel: inbox, user: body.user.id, text: "Closed" });
});

app.shortcut("teach", async ({ ack, shortcut, respond }) => {
  await ack();
  await respond({ response_type: "in_channel", text: `Learnt: ${shortcut.message.text}`, thread_ts: shortcut.message.ts });
});

app.event("app_home_opened", async ({ event, client }) => {
  await client.views.publish({
    user_id: event.user,
    view: { type: "home", blocks: [{ type: "header", text: plain("My conversations") }] },
  });
});

app.event("app_mention", async ({ event, client }) => {
  const { user } = await client.users.info({ user: event.user });
  await client.chat.postMessage({ channel: event.channel, text: `Yes, ${user.real_name}?` });
});

// probe checks what the Web client makes of our answers: errors, pages, rate limits, files.
async function probe(client) {
  const refused = await client.chat.postMessage({
    channel: inbox, text: "x", blocks: [{ type: "header", text: plain("x".repeat(151)) }],
  }).catch((e) => e);
  assert.equal(refused.code, ErrorCode.PlatformError);
  assert.equal(refused.data.error, "invalid_blocks");
  assert.match(refused.data.response_metadata.messages[0], /must be less than 151 characters \[json-pointer:\/blocks\/0\/text\/text\]/);

  const { ts } = await client.chat.postMessage({
    channel: inbox, text: "head", metadata: { event_type: "probe", event_payload: { id: "7" } },
  });
  for (let i = 0; i < 5; i++) await client.chat.postMessage({ channel: inbox, thread_ts: ts, text: `reply ${i}` });
  const pages = [];
  for await (const page of client.paginate("conversations.replies", { channel: inbox, ts, limit: 2, include_all_metadata: true })) pages.push(page.messages);
  assert.deepEqual(pages.flat().map((m) => m.text), ["head", "reply 0", "reply 1", "reply 2", "reply 3", "reply 4"]);
  assert.equal(pages[0][0].metadata.event_payload.id, "7");
  assert.equal(pages[0][0].reply_count, 5);

  await client.filesUploadV2({ channel_id: inbox, filename: "report.csv", file: Buffer.from("a;b\n1;2\n"), initial_comment: "The report", title: "Report" });
  const { messages } = await client.conversations.history({ channel: inbox, limit: 1 });
  assert.equal(messages[0].files[0].title, "Report");

  const limited = new WebClient("xoxb-node", { slackApiUrl, rejectRateLimitedCalls: true });
  const late = await limited.team.info().catch((e) => e);
  assert.equal(late.code, ErrorCode.RateLimitedError);
  assert.ok(late.retryAfter >= 1);
  const anonymous = await new WebClient("xoxp-wrong", { slackApiUrl }).auth.test().catch((e) => e);
  assert.equal(anonymous.data.error, "invalid_auth");
}

app.error(async (error) => {
  console.error(error);
  process.exitCode = 1;
});
process.stdin.on("end", async () => {
  await app.stop();
  process.exit();
});
process.stdin.resume();
await app.start();
console.log("ready");
