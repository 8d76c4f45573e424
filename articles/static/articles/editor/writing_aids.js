/** What helps to write beyond the schema: each stands in a module of its own and is joined here. */
import { Find } from "newsroom/editor/find";
import { FullScreen } from "newsroom/editor/full_screen";
import { LinkCheck } from "newsroom/editor/link_check";
import { PictureRows } from "newsroom/editor/picture_rows";
import { PostPaste } from "newsroom/editor/post_paste";
import { SmartQuotes } from "newsroom/editor/smart_quotes";
import { ToolKeys } from "newsroom/editor/toolbar";

export function writingAids({ settings, states, notify, insert, user }) {
  return [
    Find,
    FullScreen,
    LinkCheck.configure({ states }),
    PictureRows,
    PostPaste.configure({
      platforms: settings.platforms,
      onKeep: (address, replace) => insert("post", { address, replace }),
    }),
    SmartQuotes.configure({ notify, user }),
    ToolKeys,
  ];
}
