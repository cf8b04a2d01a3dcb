import { LinkButton } from "../ui/Button.tsx";
import { PageHeader } from "../ui/PageHeader.tsx";

export function NotFound() {
  return (
    <>
      <PageHeader title="Nothing here" lead="This address leads to no page. It may have been mistyped." />
      <LinkButton to="/">To the overview</LinkButton>
    </>
  );
}
