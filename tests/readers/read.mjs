// Reads a calendar from standard input with ical.js and writes its events as JSON, for test_readers.py.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const root = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
const moment = (time) => (time.isDate ? time.toString() : time.toJSDate().toISOString().replace(".000", ""));
const events = root.getAllSubcomponents("vevent").map((part) => {
  const event = new ICAL.Event(part);
  return {
    uid: event.uid,
    start: moment(event.startDate),
    end: moment(event.endDate),
    summary: event.summary ?? "",
    description: event.description ?? "",
    location: event.location ?? "",
    status: part.getFirstPropertyValue("status"),
    sequence: event.sequence,
    categories: part.getFirstProperty("categories")?.getValues() ?? [],
    url: part.getFirstPropertyValue("url") ?? "",
  };
});
process.stdout.write(JSON.stringify({ name: root.getFirstPropertyValue("x-wr-calname"), events }));
