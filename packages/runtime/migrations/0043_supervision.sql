-- Indexes alone: what a supervisor looks at each morning is asked by age, by what is open and by what waits.
create index takedown_fact_age on takedown_fact ((coalesce(t0, opened_at)), takedown_id);
create index takedown_fact_open on takedown_fact (provider_id, t6) where t9 is null and closed_at is null;
create index takedown_fact_gone on takedown_fact (t10) include (t11, closed_at, provider_id) where t10 is not null;

create index notice_composed on notice (composed_at)
  include (id, state, channel, bounced_at) where kind <> 'retraction';
create index notice_retraction_sent on notice (sent_at) where kind = 'retraction' and state = 'sent';
create index provider_contact_refusing on provider_contact (provider_id)
  where refused_at is not null and retired_at is null;

create index hold_until on hold (until) where ended_at is null;
create index submission_staged on submission (received_at) where state = 'staged';
create index takedown_fact_resurfaced on takedown_fact (t11) where t11 is not null;
