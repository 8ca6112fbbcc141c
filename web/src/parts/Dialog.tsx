// A window over the page; the browser keeps the focus in it and closes it with Escape.

import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { Icon } from "./Icon";

interface Props {
  title: string;
  shown: boolean;
  close: () => void;
  children: ComponentChildren;
}

export function Dialog({ title, shown, close, children }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  const name = useId();
  useEffect(() => {
    if (shown) box.current?.showModal();
    else box.current?.close();
  }, [shown]);
  return (
    // Not onClose: that is told later, when the window may be shown again already.
    <dialog ref={box} aria-labelledby={name} onCancel={close}>
      {shown && (
        <>
          <header>
            <h2 id={name}>{title}</h2>
            <button class="quiet" aria-label="Close" onClick={close}>
              <Icon name="close" />
            </button>
          </header>
          {children}
        </>
      )}
    </dialog>
  );
}
