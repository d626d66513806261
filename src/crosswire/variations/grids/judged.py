"""The forms that are judged: all official SDKs read the same in them.

Made by scripts/measure_forms.py; do not edit.
"""

# ruff: noqa: E501 - a row a field

ROWS = """
chat json text - object absent null empty
chat json text - id absent null empty
chat json text - created absent null
chat json text - model absent null empty
chat json text - service_tier absent null empty
chat json text - choices/*/index absent null
chat json text - choices/*/message/role absent null empty
chat json text - choices/*/message/content 8_kib 64_kib 1_mib second_choice
chat json text - usage absent null empty
chat json text - usage/prompt_tokens absent null
chat json text - usage/completion_tokens absent null
chat json text - usage/total_tokens absent null
chat json text - usage/prompt_tokens_details absent null empty
chat json text - usage/prompt_tokens_details/cached_tokens null
chat json text - usage/completion_tokens_details absent null empty
chat json text - usage/completion_tokens_details/reasoning_tokens null
chat json refusal - choices/*/message/refusal 8_kib 64_kib 1_mib second_choice
chat json refusal - usage/prompt_tokens_details/cached_tokens absent
chat json refusal - usage/completion_tokens_details/reasoning_tokens absent
chat json call - choices/*/message/tool_calls/*function/function/arguments 8_kib 64_kib 1_mib second_choice
chat json custom_call - choices/*/message/tool_calls/*custom/custom/input 8_kib 64_kib 1_mib second_choice
chat json reasoning - choices/*/message/reasoning_content 8_kib 64_kib 1_mib second_choice
chat json citation - choices/*/message/annotations absent null empty
chat json citation - choices/*/message/annotations/*url_citation/type absent null empty
chat json citation - choices/*/message/annotations/*url_citation/url_citation absent null empty
chat json citation - choices/*/message/annotations/*url_citation/url_citation/url absent null empty
chat json citation - choices/*/message/annotations/*url_citation/url_citation/title absent null empty
chat json citation - choices/*/message/annotations/*url_citation/url_citation/start_index absent null
chat json citation - choices/*/message/annotations/*url_citation/url_citation/end_index absent null
chat json logprobs - choices/*/logprobs absent null empty
chat json logprobs - choices/*/logprobs/content absent null empty
chat json logprobs - choices/*/logprobs/content/*/bytes absent null empty
chat json logprobs - choices/*/logprobs/content/*/top_logprobs absent null empty
chat json logprobs - choices/*/logprobs/content/*/top_logprobs/*/token absent null empty
chat json logprobs - choices/*/logprobs/content/*/top_logprobs/*/logprob absent null
chat json logprobs - choices/*/logprobs/content/*/top_logprobs/*/bytes absent null empty
chat json logprobs - choices/*/logprobs/content/*/token absent null empty
chat json logprobs - choices/*/logprobs/content/*/logprob absent null
chat json text - choices/*/message/tool_calls null_beside empty_list_beside
chat json text - choices/*/message/reasoning_content null_beside empty_text_beside
chat stream text - created absent null
chat stream text - model absent null empty
chat stream text - service_tier absent null empty
chat stream text - choices/*/delta/role again elsewhere unknown_before comment_before twice late null_beside empty_text_beside
chat stream text - choices/*/delta/content delta_absent delta_null delta_empty repeated later split joined 8_kib 64_kib 1_mib second_choice second_choice_first second_choice_by_turns second_choice_ahead second_choice_behind unknown_before comment_before twice late null_beside empty_text_beside
chat stream text - choices/*/finish_reason elsewhere unknown_before comment_before twice
chat stream text - usage absent null empty unknown_before comment_before twice missing
chat stream text - usage/prompt_tokens absent null
chat stream text - usage/completion_tokens absent null
chat stream text - usage/total_tokens absent null
chat stream text - usage/prompt_tokens_details absent null empty
chat stream text - usage/prompt_tokens_details/cached_tokens null
chat stream text - usage/completion_tokens_details absent null empty
chat stream text - usage/completion_tokens_details/reasoning_tokens null
chat stream refusal - choices/*/delta/content absent null again elsewhere
chat stream refusal - choices/*/delta/refusal delta_absent delta_null delta_empty repeated later split joined 8_kib 64_kib 1_mib second_choice second_choice_first second_choice_by_turns second_choice_ahead second_choice_behind unknown_before comment_before twice early late
chat stream refusal - usage/prompt_tokens_details/cached_tokens absent
chat stream refusal - usage/completion_tokens_details/reasoning_tokens absent
chat stream call - choices/*/finish_reason early
chat stream call - choices/*/delta/tool_calls unknown_before comment_before early
chat stream call - choices/*/delta/tool_calls/*function/function/arguments absent null
chat stream call - choices/*/delta/tool_calls/*/function/arguments delta_absent delta_null delta_empty repeated later split joined 8_kib 64_kib 1_mib second_choice second_choice_first second_choice_by_turns second_choice_ahead second_choice_behind
chat stream call_pair - choices/*/delta/tool_calls late
chat stream call_pair - choices/*/delta/tool_calls/*/index interleaved
chat stream custom_call - choices/*/delta/tool_calls/*/id again elsewhere
chat stream custom_call - choices/*/delta/tool_calls/*/custom/name again elsewhere
chat stream custom_call - choices/*/delta/tool_calls/*/custom/input delta_absent delta_null delta_empty repeated later split joined 8_kib 64_kib 1_mib second_choice second_choice_first second_choice_by_turns second_choice_ahead second_choice_behind
chat stream reasoning - choices/*/delta/content early
chat stream reasoning - choices/*/delta/reasoning_content delta_absent delta_null delta_empty repeated later split joined 8_kib 64_kib 1_mib second_choice second_choice_first second_choice_by_turns second_choice_ahead second_choice_behind unknown_before comment_before twice early
chat stream citation - choices/*/delta/annotations absent null empty elsewhere unknown_before comment_before early late missing
chat stream citation - choices/*/delta/annotations/*url_citation/type absent null empty
chat stream citation - choices/*/delta/annotations/*url_citation/url_citation absent null empty
chat stream citation - choices/*/delta/annotations/*url_citation/url_citation/url absent null empty
chat stream citation - choices/*/delta/annotations/*url_citation/url_citation/title absent null empty
chat stream citation - choices/*/delta/annotations/*url_citation/url_citation/start_index absent null
chat stream citation - choices/*/delta/annotations/*url_citation/url_citation/end_index absent null
chat stream logprobs - choices/*/logprobs absent null empty again
chat stream logprobs - choices/*/logprobs/content absent null empty
chat stream logprobs - choices/*/logprobs/content/*/bytes absent null empty
chat stream logprobs - choices/*/logprobs/content/*/top_logprobs absent null empty
chat stream logprobs - choices/*/logprobs/content/*/top_logprobs/*/token absent null empty
chat stream logprobs - choices/*/logprobs/content/*/top_logprobs/*/logprob absent null
chat stream logprobs - choices/*/logprobs/content/*/top_logprobs/*/bytes absent null empty
chat stream logprobs - choices/*/logprobs/content/*/token absent null empty
chat stream logprobs - choices/*/logprobs/content/*/logprob absent null
chat stream text - choices/*/delta/refusal null_beside
chat stream text - choices/*/delta/tool_calls null_beside empty_list_beside
chat stream text - choices/*/delta/reasoning_content null_beside empty_text_beside
chat stream text - choices/*/delta/annotations null_beside empty_list_beside
responses json text - id absent null empty
responses json text - created_at absent null
responses json text - model absent null empty
responses json text - parallel_tool_calls absent null
responses json text - tool_choice absent null empty
responses json text - tools absent null
responses json text - output/*message/role absent null empty
responses json text - output/*message/content/*output_text/text 8_kib 64_kib 1_mib
responses json text - output/*message/content/*output_text/annotations absent null
responses json text - output/*message/content/*output_text/logprobs absent null
responses json text - output/*message/id absent null empty
responses json text - output/*message/status absent null empty
responses json text - metadata absent null
responses json text - service_tier absent null empty
responses json text - usage absent null empty
responses json text - usage/input_tokens absent null
responses json text - usage/output_tokens absent null
responses json text - usage/total_tokens absent null
responses json text - usage/input_tokens_details absent null empty
responses json text - usage/input_tokens_details/cached_tokens null
responses json text - usage/output_tokens_details absent null empty
responses json text - usage/output_tokens_details/reasoning_tokens null
responses json refusal - output/*message/content/*refusal/refusal 8_kib 64_kib 1_mib
responses json refusal - usage/input_tokens_details/cached_tokens absent
responses json refusal - usage/output_tokens_details/reasoning_tokens absent
responses json call - output/*function_call/arguments 8_kib 64_kib 1_mib
responses json call - output/*function_call/id absent null empty
responses json call - output/*function_call/status absent null empty
responses json custom_call - output/*custom_tool_call/input 8_kib 64_kib 1_mib
responses json custom_call - output/*custom_tool_call/id absent null empty
responses json custom_call - output/*custom_tool_call/status absent null empty
responses json reasoning - output/*reasoning/summary/*summary_text/type absent null empty
responses json reasoning - output/*reasoning/summary/*summary_text/text 8_kib 64_kib 1_mib
responses json reasoning - output/*reasoning/id absent null empty
responses json citation - output/*message/content/*output_text/annotations empty
responses json citation - output/*message/content/*output_text/annotations/*url_citation/type absent null empty
responses json citation - output/*message/content/*output_text/annotations/*url_citation/url absent null empty
responses json citation - output/*message/content/*output_text/annotations/*url_citation/title absent null empty
responses json citation - output/*message/content/*output_text/annotations/*url_citation/start_index absent null
responses json citation - output/*message/content/*output_text/annotations/*url_citation/end_index absent null
responses json logprobs - output/*message/content/*output_text/logprobs empty
responses json logprobs - output/*message/content/*output_text/logprobs/*/token absent null empty
responses json logprobs - output/*message/content/*output_text/logprobs/*/logprob absent null
responses json logprobs - output/*message/content/*output_text/logprobs/*/bytes absent null empty
responses json logprobs - output/*message/content/*output_text/logprobs/*/top_logprobs absent null empty
responses json logprobs - output/*message/content/*output_text/logprobs/*/top_logprobs/*/token absent null empty
responses json logprobs - output/*message/content/*output_text/logprobs/*/top_logprobs/*/logprob absent null
responses json logprobs - output/*message/content/*output_text/logprobs/*/top_logprobs/*/bytes absent null empty
responses stream text created response/object absent null empty
responses stream text created response/created_at absent null
responses stream text created response/model absent null empty
responses stream text created response/parallel_tool_calls absent null
responses stream text created response/tool_choice absent null empty
responses stream text created response/tools absent null
responses stream text created response/status absent null empty
responses stream text created response/output absent null
responses stream text created response/metadata absent null
responses stream text created response/service_tier absent null empty
responses stream text created sequence_number absent null
responses stream text in_progress sequence_number absent null
responses stream text output_item.added item/role absent null empty
responses stream text output_item.added item/status absent null empty
responses stream text output_item.added sequence_number absent null
responses stream text content_part.added part/annotations absent null
responses stream text content_part.added part/logprobs absent null
responses stream text content_part.added sequence_number absent null
responses stream text output_text.delta delta delta_empty split joined 8_kib 64_kib 1_mib
responses stream text output_text.delta logprobs absent null
responses stream text output_text.delta sequence_number absent null
responses stream text output_text.done text empty
responses stream text output_text.done logprobs absent null
responses stream text output_text.done sequence_number absent null
responses stream text content_part.done part empty
responses stream text content_part.done part/type absent null empty
responses stream text content_part.done part/text empty
responses stream text content_part.done part/annotations absent null
responses stream text content_part.done part/logprobs absent null
responses stream text content_part.done sequence_number absent null
responses stream text output_item.done item/role absent null empty
responses stream text output_item.done item/content empty
responses stream text output_item.done item/content/*output_text/type absent null empty
responses stream text output_item.done item/content/*output_text/text absent null empty
responses stream text output_item.done item/content/*output_text/annotations absent null
responses stream text output_item.done item/content/*output_text/logprobs absent null
responses stream text output_item.done item/status absent null empty
responses stream text output_item.done sequence_number absent null
responses stream text completed response/object absent null empty
responses stream text completed response/created_at absent null
responses stream text completed response/model absent null empty
responses stream text completed response/parallel_tool_calls absent null
responses stream text completed response/tool_choice absent null empty
responses stream text completed response/tools absent null
responses stream text completed response/output absent null
responses stream text completed response/output/*message/role absent null empty
responses stream text completed response/output/*message/content/*output_text/annotations absent null
responses stream text completed response/output/*message/content/*output_text/logprobs absent null
responses stream text completed response/output/*message/status absent null empty
responses stream text completed response/metadata absent null
responses stream text completed response/service_tier absent null empty
responses stream text completed response/usage absent null empty
responses stream text completed response/usage/input_tokens absent null
responses stream text completed response/usage/output_tokens absent null
responses stream text completed response/usage/total_tokens absent null
responses stream text completed response/usage/input_tokens_details absent null empty
responses stream text completed response/usage/input_tokens_details/cached_tokens null
responses stream text completed response/usage/output_tokens_details absent null empty
responses stream text completed response/usage/output_tokens_details/reasoning_tokens null
responses stream text completed sequence_number absent null
responses stream text created - unknown_before comment_before twice
responses stream text in_progress - unknown_before comment_before twice late missing
responses stream text output_item.added - unknown_before comment_before
responses stream text content_part.added - unknown_before comment_before
responses stream text output_text.delta - unknown_before comment_before late
responses stream text output_text.done - unknown_before comment_before twice late missing
responses stream text content_part.done - unknown_before comment_before twice late missing
responses stream text output_item.done - unknown_before comment_before twice late missing
responses stream text completed - unknown_before comment_before twice
responses stream refusal in_progress response/object absent null empty
responses stream refusal in_progress response/created_at absent null
responses stream refusal in_progress response/model absent null empty
responses stream refusal in_progress response/parallel_tool_calls absent null
responses stream refusal in_progress response/tool_choice absent null empty
responses stream refusal in_progress response/tools absent null
responses stream refusal in_progress response/status absent null empty
responses stream refusal in_progress response/output absent null
responses stream refusal in_progress response/metadata absent null
responses stream refusal in_progress response/service_tier absent null empty
responses stream refusal content_part.added part/refusal absent null
responses stream refusal refusal.delta delta delta_empty split joined 8_kib 64_kib 1_mib
responses stream refusal refusal.delta sequence_number absent null
responses stream refusal refusal.done refusal absent null empty
responses stream refusal refusal.done sequence_number absent null
responses stream refusal content_part.done part/refusal absent null empty
responses stream refusal output_item.done item/content/*refusal/type absent null empty
responses stream refusal output_item.done item/content/*refusal/refusal absent null empty
responses stream refusal completed response/usage/input_tokens_details/cached_tokens absent
responses stream refusal completed response/usage/output_tokens_details/reasoning_tokens absent
responses stream refusal output_item.added - early
responses stream refusal refusal.delta - unknown_before comment_before late
responses stream refusal refusal.done - unknown_before comment_before twice late missing
responses stream refusal output_item.done - early
responses stream refusal completed - early
responses stream call function_call_arguments.delta delta delta_empty split joined 8_kib 64_kib 1_mib
responses stream call function_call_arguments.delta sequence_number absent null
responses stream call function_call_arguments.done arguments absent null empty
responses stream call function_call_arguments.done name absent null empty
responses stream call function_call_arguments.done sequence_number absent null
responses stream call output_item.done item/arguments absent null empty
responses stream call completed response/output/*function_call/status absent null empty
responses stream call function_call_arguments.delta - unknown_before comment_before late missing
responses stream call function_call_arguments.done - unknown_before comment_before twice late missing
responses stream call_pair function_call_arguments.done - early
responses stream call_pair - output_index interleaved
responses stream custom_call output_item.added item/input absent null
responses stream custom_call custom_tool_call_input.delta delta delta_empty split joined 8_kib 64_kib 1_mib
responses stream custom_call custom_tool_call_input.delta sequence_number absent null
responses stream custom_call custom_tool_call_input.done input absent null empty
responses stream custom_call custom_tool_call_input.done sequence_number absent null
responses stream custom_call output_item.done item/input absent null empty
responses stream custom_call completed response/output/*custom_tool_call/status absent null empty
responses stream custom_call custom_tool_call_input.delta - unknown_before comment_before late missing
responses stream custom_call custom_tool_call_input.done - unknown_before comment_before twice late missing
responses stream reasoning reasoning_summary_part.added part empty
responses stream reasoning reasoning_summary_part.added part/type absent null empty
responses stream reasoning reasoning_summary_part.added part/text absent null
responses stream reasoning reasoning_summary_part.added sequence_number absent null
responses stream reasoning reasoning_summary_text.delta delta delta_empty split joined 8_kib 64_kib 1_mib
responses stream reasoning reasoning_summary_text.delta sequence_number absent null
responses stream reasoning reasoning_summary_text.done text absent null empty
responses stream reasoning reasoning_summary_text.done sequence_number absent null
responses stream reasoning reasoning_summary_part.done part absent null empty
responses stream reasoning reasoning_summary_part.done part/type absent null empty
responses stream reasoning reasoning_summary_part.done part/text absent null empty
responses stream reasoning reasoning_summary_part.done sequence_number absent null
responses stream reasoning output_item.done item/summary absent null empty
responses stream reasoning output_item.done item/summary/*summary_text/type absent null empty
responses stream reasoning output_item.done item/summary/*summary_text/text absent null empty
responses stream reasoning completed response/output/*reasoning/summary/*summary_text/type absent null empty
responses stream reasoning reasoning_summary_part.added - unknown_before comment_before
responses stream reasoning reasoning_summary_text.delta - unknown_before comment_before late
responses stream reasoning reasoning_summary_text.done - unknown_before comment_before twice late missing
responses stream reasoning reasoning_summary_part.done - unknown_before comment_before twice late missing
responses stream reasoning output_text.done - early
responses stream reasoning content_part.done - early
responses stream citation output_text.annotation.added annotation absent null empty
responses stream citation output_text.annotation.added annotation/type absent null empty
responses stream citation output_text.annotation.added annotation/url absent null empty
responses stream citation output_text.annotation.added annotation/title absent null empty
responses stream citation output_text.annotation.added annotation/start_index absent null
responses stream citation output_text.annotation.added annotation/end_index absent null
responses stream citation output_text.annotation.added sequence_number absent null
responses stream citation content_part.done part/annotations empty
responses stream citation output_item.done item/content/*output_text/annotations empty
responses stream citation output_item.done item/content/*output_text/annotations/*url_citation/type absent null empty
responses stream citation output_item.done item/content/*output_text/annotations/*url_citation/url absent null empty
responses stream citation output_item.done item/content/*output_text/annotations/*url_citation/title absent null empty
responses stream citation output_item.done item/content/*output_text/annotations/*url_citation/start_index absent null
responses stream citation output_item.done item/content/*output_text/annotations/*url_citation/end_index absent null
responses stream citation completed response/output/*message/content/*output_text/annotations empty
responses stream citation completed response/output/*message/content/*output_text/annotations/*url_citation/type absent null empty
responses stream citation completed response/output/*message/content/*output_text/annotations/*url_citation/url absent null empty
responses stream citation completed response/output/*message/content/*output_text/annotations/*url_citation/title absent null empty
responses stream citation completed response/output/*message/content/*output_text/annotations/*url_citation/start_index absent null
responses stream citation completed response/output/*message/content/*output_text/annotations/*url_citation/end_index absent null
responses stream citation output_text.annotation.added - unknown_before comment_before twice early late missing
responses stream logprobs output_text.delta logprobs empty
responses stream logprobs output_text.delta logprobs/*/token absent null empty
responses stream logprobs output_text.delta logprobs/*/logprob absent null
responses stream logprobs output_text.delta logprobs/*/top_logprobs absent null empty
responses stream logprobs output_text.delta logprobs/*/top_logprobs/*/token absent null empty
responses stream logprobs output_text.delta logprobs/*/top_logprobs/*/logprob absent null
responses stream logprobs output_text.done logprobs empty
responses stream logprobs output_text.done logprobs/*/token absent null empty
responses stream logprobs output_text.done logprobs/*/logprob absent null
responses stream logprobs output_text.done logprobs/*/top_logprobs absent null empty
responses stream logprobs output_text.done logprobs/*/top_logprobs/*/token absent null empty
responses stream logprobs output_text.done logprobs/*/top_logprobs/*/logprob absent null
responses stream logprobs content_part.done part/logprobs empty
responses stream logprobs content_part.done part/logprobs/*/token absent null empty
responses stream logprobs content_part.done part/logprobs/*/logprob absent null
responses stream logprobs content_part.done part/logprobs/*/bytes absent null empty
responses stream logprobs content_part.done part/logprobs/*/top_logprobs absent null empty
responses stream logprobs content_part.done part/logprobs/*/top_logprobs/*/token absent null empty
responses stream logprobs content_part.done part/logprobs/*/top_logprobs/*/logprob absent null
responses stream logprobs content_part.done part/logprobs/*/top_logprobs/*/bytes absent null empty
responses stream logprobs output_item.done item/content/*output_text/logprobs empty
responses stream logprobs output_item.done item/content/*output_text/logprobs/*/token absent null empty
responses stream logprobs output_item.done item/content/*output_text/logprobs/*/logprob absent null
responses stream logprobs output_item.done item/content/*output_text/logprobs/*/bytes absent null empty
responses stream logprobs output_item.done item/content/*output_text/logprobs/*/top_logprobs absent null empty
responses stream logprobs output_item.done item/content/*output_text/logprobs/*/top_logprobs/*/token absent null empty
responses stream logprobs output_item.done item/content/*output_text/logprobs/*/top_logprobs/*/logprob absent null
responses stream logprobs output_item.done item/content/*output_text/logprobs/*/top_logprobs/*/bytes absent null empty
responses stream logprobs completed response/output/*message/content/*output_text/logprobs empty
responses stream logprobs completed response/output/*message/content/*output_text/logprobs/*/token absent null empty
responses stream logprobs completed response/output/*message/content/*output_text/logprobs/*/logprob absent null
responses stream logprobs completed response/output/*message/content/*output_text/logprobs/*/bytes absent null empty
responses stream logprobs completed response/output/*message/content/*output_text/logprobs/*/top_logprobs absent null empty
responses stream logprobs completed response/output/*message/content/*output_text/logprobs/*/top_logprobs/*/token absent null empty
responses stream logprobs completed response/output/*message/content/*output_text/logprobs/*/top_logprobs/*/logprob absent null
responses stream logprobs completed response/output/*message/content/*output_text/logprobs/*/top_logprobs/*/bytes absent null empty
responses stream text content_part.added part/refusal null_beside empty_text_beside
responses stream text content_part.done part/refusal null_beside empty_text_beside
responses stream text output_item.added item/call_id null_beside
responses stream text output_item.added item/name null_beside empty_text_beside
responses stream text output_item.added item/arguments null_beside empty_text_beside
responses stream text output_item.done item/call_id null_beside
responses stream text output_item.done item/name null_beside empty_text_beside
responses stream text output_item.done item/arguments null_beside empty_text_beside
responses stream text output_item.added item/input null_beside empty_text_beside
responses stream text output_item.done item/input null_beside empty_text_beside
responses stream text output_item.added item/summary null_beside empty_list_beside
responses stream text output_item.done item/summary null_beside empty_list_beside
"""
"""A row a field: shape, mode, subject, frame or `-`, steps joined by `/` or `-`, and its forms."""
