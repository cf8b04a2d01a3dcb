import { z } from "zod";

// zod otherwise probes `new Function`, which our Content-Security-Policy forbids and the browser reports. Imported first.
z.config({ jitless: true });
