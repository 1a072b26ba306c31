import { expect, test } from "vitest";
import { placement } from "./placement.ts";

test.each([
  ["us-east", { region: "aws:us-east-1" }],
  ["us-west", { region: "aws:us-west-2" }],
  ["eu-central", { region: "aws:eu-central-1" }],
  ["aws-us-east-2", { region: "aws:us-east-2" }],
  ["aws-eu-west-2", { region: "aws:eu-west-2" }],
  ["gcp-us-central1", { region: "gcp:us-central1" }],
  ["gcp-northamerica-northeast1", { region: "gcp:northamerica-northeast1" }],
  ["somewhere-new", { mode: "smart" }],
])("the app runs near a database in %s", (region, expected) => {
  expect(placement(region)).toEqual(expected);
});
