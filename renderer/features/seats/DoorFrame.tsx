/** The calm frame of a screen that nobody has come through yet: the mark, one question, what is asked. */
import type { ReactNode } from 'react';
import { Logo } from '#renderer/ui/Logo.tsx';
import '#renderer/features/seats/seats.css';

export function DoorFrame(props: { question: string; text?: string | undefined; submit(): void; children: ReactNode }): ReactNode {
  return (
    <main className="gate seat-door">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          props.submit();
        }}
      >
        <span className="logo"><Logo /></span>
        <h1 className="heading">{props.question}</h1>
        {props.text && <p className="t2">{props.text}</p>}
        {props.children}
      </form>
    </main>
  );
}
