import { z } from "zod";

/** A field that may be left empty, which is undefined; else it is as `field` has it, and says what that says. */
export const orEmpty = <T>(field: z.ZodType<T, string>) =>
  z
    .string()
    .trim()
    .transform((text, { addIssue }) => {
      if (text === "") return undefined;
      const { data, error } = field.safeParse(text);
      for (const { message } of error?.issues ?? []) addIssue({ code: "custom", message });
      return data;
    });
