// What the schema describes: messages, modals and Home tabs made of the blocks that Slack's own types know.
// `npm run schema` writes it to schema.json.
import type { HomeView, KnownBlock, ModalView } from "@slack/types";

type OfKnownBlocks<View> = Omit<View, "blocks"> & { blocks: KnownBlock[] };

export interface Slack {
  message: KnownBlock[];
  modal: OfKnownBlocks<ModalView>;
  home: OfKnownBlocks<HomeView>;
}
