"""Reports: the data of a run's verdicts, and everything that is made of it.

The data:

- `model`: a report, its verdicts, and the payloads of its exchanges. `packed_turns`: these payloads, packed.
- `verdict_table`: the verdicts, one row each: meaning, letter, mark, colours, weight.
- `runs`: the runs that a report is made of, and how many of all verdicts they gave.
- `shortening`: payloads cut to what a report stores.
- `reading`: reads reports, and checks them against their schema.
- `merging`: merges parts of a report; refuses reports that can't be compared.
- `wholeness`: refuses partial reports.

What a report comes to:

- `counts`: the columns of all tables of counts.
- `loss_lines`: what was not kept, a line for each requirement and direction.
- `causes`: the verdicts with one reason, the most harmful first. `loss_subjects`: what a difference is about;
  `answer_reasons`: why there was no answer.
- `headline`: a run in a few words.
- `badge`: how many MUST requirements are kept; what the adapter is for a profile.
- `readiness`: whether the adapter is ready for a profile, in each direction.

What people read:

- `terminal`: the summary at the end of a run. `terminal_lines`: its lines, in which nothing that is quoted acts.
- `comments`: the summary as a comment on a pull request; `markdown`: tables that fit into one.
- `html`: report.html. `overview`: its first screen; `page_data`: the JSON for its script; `evidence`: what the script
  unpacks on demand; `cause_pages`: the same of causes; `marking`: what is marked in a cause's payloads;
  `profile_filter`: the profiles that verdicts belong to; `sources`: what a requirement rests on; `payloads`: JSON for a
  person to read; `permalinks`: links within the page; `words`: its legend; `page/`: its template, style and script.
- `bug_report`: a cause in Markdown, for the adapter's tracker; `excerpts`: its payloads, cut.
- `files`: the files of a report and of a comparison.
- `publishing`: a static site of several reports. `site_page`: its first page; `comparison_tables`: adapters by profile
  and by cause; `published`: what its adapters are for a profile, read again.

What changed between two reports:

- `cause_changes`: the causes that changed, each with one name. `diffing`: the verdicts; `unlisted`: as they would be if
  no known-failures file listed them.
- `difference_notes`: what the reports were not judged alike by.
- `difference_text`: the difference on the terminal; `verdict_changes_text`: its verdicts, by `groups` of requirement
  and direction.
- `difference_comment`: the difference as a comment on a pull request. `annotations`: as commands of a GitHub workflow.

Known failures:

- `accepting`: the entries with which a run is green.
- `known_failures_file`: their file.
"""
