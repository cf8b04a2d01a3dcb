export { makeDemoDataset } from "./demoDataset.ts";
export { exportHuggingFace } from "./exportHuggingFace.ts";
export { findDevices } from "./findDevices.ts";
export { type GenerateArguments, generateText } from "./generateText.ts";
export { headCsv } from "./headCsv.ts";
export { inferModel } from "./inferModel.ts";
export { type CsvReport, inspectCsv } from "./inspectCsv.ts";
export { reportHtml } from "./report/html.ts";
export { type TrainArguments, type TrainResult, trainSpec } from "./trainSpec.ts";
