// Written by scripts/schema-types.ts from the migrations; do not edit.
import type { ColumnType, Generated } from "kysely";

/** Read as the parsed value, written as JSON text. */
// oxlint-disable-next-line typescript/no-explicit-any -- what a column holds is said where it is read
export type Json = ColumnType<any, string, string>;

export interface AgreementChangeTable {
  id: string;
  subject_id: string;
  duty_id: string;
  kind: string;
  payload: Json;
  reason: string;
  state: string;
  asked_by: string;
  asked_org: string;
  asked_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
  decision_note: Generated<string>;
  version: Generated<number>;
}

export interface AgreementVersionTable {
  id: string;
  subject_id: string;
  version: number;
  terms: Json;
  catalogue_digest: string;
  reason: string;
  created_by: string | null;
  approved_by: string | null;
  effective_from: Date;
}

export interface ApiKeyTable {
  id: string;
  org_id: string;
  person_id: string;
  name: string;
  prefix: string;
  secret_hash: Buffer;
  created_at: Date;
  expires_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
  version: Generated<number>;
  permissions: string[] | null;
  subjects: string[] | null;
  last_used_address: string | null;
  previous_hash: Buffer | null;
  previous_until: Date | null;
  rotated_at: Date | null;
}

export interface ArchiveMarkTable {
  id: string;
  target: string;
  target_id: string;
  number: string;
  class: string;
  note: Generated<string>;
  marked_by: string;
  marked_at: Date;
  version: Generated<number>;
}

export interface AuthorisationTable {
  id: string;
  number: string;
  kind: string;
  subject_id: string;
  cloud_id: string;
  customer_org_id: string;
  asked_org_id: string;
  supervisor_org_id: string | null;
  asker_role: string;
  rule_id: string | null;
  title: string;
  reason: string;
  team: Generated<string>;
  risk: Generated<string>;
  rollback: Generated<string>;
  operations: string[];
  touches: string[];
  resource_ids: string[];
  operators: string[];
  from_at: Date;
  to_at: Date;
  state: string;
  asked_by: string;
  asked_at: Date;
  decide_due_at: Date;
  decide_rule: string;
  granted_operations: string[] | null;
  granted_touches: string[] | null;
  granted_resource_ids: string[] | null;
  granted_operators: string[] | null;
  granted_from_at: Date | null;
  granted_to_at: Date | null;
  narrowed: Generated<boolean>;
  conditions: Generated<string>;
  prepared_by: string | null;
  prepared_at: Date | null;
  decided_by: string | null;
  decided_at: Date | null;
  decision_note: Generated<string>;
  ends_at: Date | null;
  end_note: Generated<string>;
  nothing_done: Generated<boolean>;
  record_due_at: Date | null;
  record_rule: string | null;
  operation_count: Generated<number>;
  late_count: Generated<number>;
  open_questions: Generated<number>;
  answer_due_at: Date | null;
  review: string | null;
  review_due_at: Date | null;
  review_rule: string | null;
  reviewed_by: string | null;
  reviewed_at: Date | null;
  review_note: Generated<string>;
  request_id: string | null;
  version: Generated<number>;
}

export interface AuthorisationFileTable {
  operation_id: string;
  file_id: string;
  authorisation_id: string;
}

export interface AuthorisationOperationTable {
  id: string;
  authorisation_id: string;
  operation: string;
  touches: string[];
  resource_ids: string[];
  operators: string[];
  started_at: Date;
  ended_at: Date;
  text: string;
  result: string;
  reference: Generated<string>;
  late: boolean;
  recorded_by: string;
  recorded_at: Date;
}

export interface AuthorisationQuestionTable {
  id: string;
  authorisation_id: string;
  operation_id: string;
  text: string;
  asked_by: string;
  asked_at: Date;
  answer_due_at: Date;
  answer_rule: string;
  answer: Generated<string>;
  answered_by: string | null;
  answered_at: Date | null;
}

export interface AuthorisationStepTable {
  id: string;
  authorisation_id: string;
  kind: string;
  text: Generated<string>;
  until_at: Date | null;
  by_person: string | null;
  by_org: string | null;
  at: Date;
}

export interface CatalogueAttachmentTable {
  id: string;
  document: string;
  edition: string;
  file_name: string;
  file_digest: string;
  matched: number;
  total: number;
  report: Json;
  attached_by: string | null;
  attached_at: Date;
  replaced_at: Date | null;
}

export interface CatalogueTextTable {
  attachment_id: string;
  entry_id: string;
  text: string;
  line: number;
}

export interface CertificateTable {
  id: string;
  cloud_id: string;
  number: string;
  issued_on: string;
  valid_until: string;
  applied_on: string | null;
  voided_at: Date | null;
  void_reason: string | null;
  created_at: Date;
  version: Generated<number>;
}

export interface ChangeAnalysisTable {
  change_id: string;
  n: number;
  data: Json;
  by_person: string;
  at: Date;
}

export interface ChangeCaseTable {
  id: string;
  number: string;
  kind: string;
  mode: string;
  state: string;
  provider_org_id: string;
  cloud_ids: string[];
  title: string;
  what: Generated<string>;
  why: Generated<string>;
  place: Generated<string>;
  reach: string;
  system_ids: Generated<string[]>;
  plain: Generated<string>;
  duty_ids: Generated<string[]>;
  planned_from: Date | null;
  planned_to: Date | null;
  made_by: string;
  made_org: string;
  made_at: Date;
  announced_at: Date | null;
  announced_by: string | null;
  notice_earliest: string | null;
  notice_rule: string | null;
  notice_short: Generated<boolean>;
  short_reason: Generated<string>;
  analysis_version: Generated<number>;
  analysis: Json | null;
  analysed_at: Date | null;
  analysed_by: string | null;
  advise_due_at: Date | null;
  advise_rule: string | null;
  advised_at: Date | null;
  advised_by: string | null;
  advised_org: string | null;
  advised_version: number | null;
  opinion: string | null;
  opinion_note: Generated<string>;
  times_revised: Generated<number>;
  file_due_at: Date | null;
  file_rule: string | null;
  filed_late: Generated<boolean>;
  found_how: Generated<string>;
  implemented_at: Date | null;
  implemented_by: string | null;
  started_at: Date | null;
  ended_at: Date | null;
  result: string | null;
  deviations: Generated<string>;
  audit: Generated<string>;
  against: string | null;
  assess_due_at: Date | null;
  assess_rule: string | null;
  assessed_at: Date | null;
  assessed_by: string | null;
  assessor: Generated<string>;
  assessment: Generated<string>;
  compare_due_at: Date | null;
  compare_rule: string | null;
  comparison: string | null;
  comparison_note: Generated<string>;
  compared_by: string | null;
  closed_at: Date | null;
  customers: Generated<number>;
  acknowledged_before: Generated<number>;
  acknowledged_after: Generated<number>;
  open_questions: Generated<number>;
  objections: Generated<number>;
  version: Generated<number>;
}

export interface ChangeFileTable {
  step_id: string;
  file_id: string;
  change_id: string;
}

export interface ChangeNoticeTable {
  id: string;
  change_id: string;
  org_id: string;
  provider_org_id: string;
  supervisor_org_id: string | null;
  cloud_id: string;
  system_ids: string[];
  number: string;
  title: string;
  kind: string;
  mode: string;
  state: string;
  plain: string;
  planned_from: Date | null;
  planned_to: Date | null;
  started_at: Date | null;
  ended_at: Date | null;
  result: string | null;
  outcome: Generated<string>;
  told_before_at: Date | null;
  acknowledged_before_at: Date | null;
  acknowledged_before_by: string | null;
  told_after_at: Date | null;
  acknowledged_after_at: Date | null;
  acknowledged_after_by: string | null;
  open_questions: Generated<number>;
  version: Generated<number>;
}

export interface ChangeOpinionTable {
  change_id: string;
  analysis_version: number;
  person_id: string;
  org_id: string;
  opinion: string;
  note: Generated<string>;
  at: Date;
}

export interface ChangeQuestionTable {
  id: string;
  notice_id: string;
  change_id: string;
  objection: boolean;
  text: string;
  asked_by: string;
  asked_at: Date;
  answer: Generated<string>;
  answered_by: string | null;
  answered_at: Date | null;
}

export interface ChangeStepTable {
  id: string;
  change_id: string;
  kind: string;
  text: Generated<string>;
  until_at: Date | null;
  by_person: string | null;
  by_org: string | null;
  at: Date;
}

export interface ChangeTermsTable {
  cloud_id: string;
  notice_amount: number | null;
  notice_unit: string | null;
  assess_amount: number | null;
  assess_unit: string | null;
  quorum: number | null;
  reason: string;
  changed_by: string;
  changed_at: Date;
  version: Generated<number>;
}

export interface ClockCursorTable {
  name: string;
  at: Date;
}

export interface CloudTable {
  id: string;
  name: string;
  provider_org_id: string;
  service_models: string[];
  deployment: string;
  zones: string[];
  region: string;
  carriers: string[];
  capability_level: string;
  mlps_level: number | null;
  supervised_from: string;
  created_at: Date;
  ended_at: Date | null;
  version: Generated<number>;
}

export interface ContractTable {
  id: string;
  number: string;
  title: string;
  customer_org_id: string;
  provider_org_id: string;
  cloud_id: string | null;
  signed_on: string;
  ends_on: string | null;
  created_at: Date;
  ended_at: Date | null;
  version: Generated<number>;
}

export interface DeviceTable {
  id: string;
  person_id: string;
  token_hash: Buffer;
  created_at: Date;
  last_seen_at: Date;
  failed_count: Generated<number>;
  failed_since: Date | null;
  locked_until: Date | null;
  ended_at: Date | null;
}

export interface DisposalFileTable {
  request_id: string;
  file_id: string;
  rule: string;
  ends_at: Date;
  outcome: string | null;
  done_at: Date | null;
}

export interface DisputeTable {
  id: string;
  number: string;
  review_id: string;
  period_id: string;
  subject_id: string;
  cloud_id: string;
  decider_org: string;
  due_at: Date;
  reason: string;
  state: string;
  raised_by: string;
  raised_org: string;
  raised_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
  decision_note: Generated<string>;
  version: Generated<number>;
}

export interface DutyHandOverTable {
  id: string;
  place_id: string;
  org_id: string;
  text: string;
  open_items: Generated<number>;
  written_by: string;
  written_at: Date;
  received_by: string | null;
  received_at: Date | null;
  version: Generated<number>;
}

export interface DutyPhoneTable {
  shift_id: string;
  place_id: string;
  org_id: string;
  phone: string;
}

export interface DutyShiftTable {
  id: string;
  place_id: string;
  cloud_id: string | null;
  org_id: string;
  person_id: string | null;
  name: string;
  mode: string;
  role: string;
  from_at: Date;
  to_at: Date;
  note: Generated<string>;
  planned_by: string;
  planned_at: Date;
  withdrawn_at: Date | null;
  withdrawn_by: string | null;
  withdraw_reason: Generated<string>;
  replaced_by: string | null;
  version: Generated<number>;
}

export interface EmergencyRuleTable {
  id: string;
  subject_id: string;
  cloud_id: string;
  customer_org_id: string;
  operator_org_id: string;
  supervisor_org_id: string | null;
  operations: string[];
  touches: string[];
  declarers: string;
  report_within_hours: number;
  max_hours: number;
  note: Generated<string>;
  valid_to: Date;
  state: string;
  prepared_by: string;
  prepared_at: Date;
  confirmed_by: string | null;
  confirmed_at: Date | null;
  ended_by: string | null;
  ended_at: Date | null;
  end_reason: Generated<string>;
  version: Generated<number>;
}

export interface EngagementTable {
  id: string;
  org_id: string;
  role: string;
  subject_id: string | null;
  from_at: Date;
  to_at: Date | null;
  created_by: string | null;
  version: Generated<number>;
}

export interface EventCursorTable {
  consumer: string;
  position: number;
  updated_at: Date;
}

export interface EventFailureTable {
  consumer: string;
  position: number;
  attempts: number;
  error: string;
  first_at: Date;
  next_at: Date;
}

export interface EvidencePackageTable {
  id: string;
  number: string;
  scope_type: string;
  scope_id: string;
  scope_name: string;
  subject_id: string;
  from_day: string | null;
  to_day: string | null;
  org_id: string;
  asked_by: string;
  asked_at: Date;
  job_id: string;
  state: string;
  problem: string | null;
  size: number | null;
  sha256: string | null;
  entries: number | null;
  files: number | null;
  missing: number | null;
  blob_key: string | null;
  made_at: Date | null;
  expires_at: Date | null;
  version: Generated<number>;
}

export interface ExtensionTable {
  id: string;
  number: string;
  target: string;
  target_id: string;
  subject_id: string;
  due_at: Date;
  until_at: Date;
  granted_until: Date | null;
  reason: string;
  state: string;
  asked_by: string;
  asked_org: string;
  asked_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
  decision_note: Generated<string>;
  version: Generated<number>;
}

export interface FactorTable {
  id: string;
  person_id: string;
  kind: string;
  name: string;
  secret: Buffer | null;
  last_step: number | null;
  credential_id: string | null;
  public_key: Buffer | null;
  counter: number | null;
  transports: string[] | null;
  created_at: Date;
  proven_at: Date | null;
  last_used_at: Date | null;
  ended_at: Date | null;
}

export interface FileTable {
  id: string;
  org_id: string;
  name: string;
  media_type: string;
  kind: string;
  size: number;
  sha256: string;
  blob_key: string;
  sensitivity: string;
  warnings: Generated<string[]>;
  uploaded_by: string;
  uploaded_at: Date;
  state: Generated<string>;
  purge_asked_by: string | null;
  purge_asked_at: Date | null;
  purge_reason: string | null;
  purged_by: string | null;
  purged_at: Date | null;
  version: Generated<number>;
  sm3: string | null;
  disposed_at: Date | null;
  disposed_by: string | null;
  name_erased: Generated<boolean>;
}

export interface FileScannerTable {
  id: Generated<boolean>;
  configured: Generated<boolean>;
  address: Generated<string>;
  engine: Generated<string>;
  signatures: Generated<string>;
  signatures_at: Date | null;
  tells_limits: Generated<boolean>;
  reached_at: Date | null;
  asked_at: Date | null;
  problem: Generated<string>;
  away_since: Date | null;
  away_told: Generated<boolean>;
  told_at: Date | null;
}

export interface FileUseTable {
  file_id: string | null;
  kind: string | null;
  since: Date | null;
}

export interface FormTemplateTable {
  key: string;
  version: number;
  name: string;
  blob_key: string;
  sha256: string;
  uploaded_by: string | null;
  uploaded_at: Date;
  note: Generated<string>;
}

export interface GuessedNameTable {
  name_hash: Buffer;
  failed_count: Generated<number>;
  failed_since: Date | null;
  locked_until: Date | null;
}

export interface IdempotencyTable {
  caller: string;
  key: string;
  route: string;
  request_hash: string;
  response: Json;
  created_at: Date;
}

export interface ImportRowTable {
  run_id: string;
  line: number;
  org_id: string;
  outcome: string;
  what: string;
  problems: Json;
  warnings: Json;
  warned: boolean;
}

export interface ImportRunTable {
  id: string;
  org_id: string;
  kind: string;
  file_name: string;
  file_digest: string;
  dry_run: boolean;
  state: string;
  created_by: string;
  created_at: Date;
  job_id: string | null;
  finished_at: Date | null;
  total: number;
  done: Generated<number>;
  taken: Generated<number>;
  unchanged: Generated<number>;
  refused: Generated<number>;
  notes: Json;
  content: Buffer | null;
}

export interface IncidentTable {
  id: string;
  number: string;
  title: string;
  kind: string;
  class_id: string | null;
  source: string;
  reported_org_id: string;
  reported_by: string;
  reported_at: Date;
  reference: Generated<string>;
  repeat_count: Generated<number>;
  repeats_id: string | null;
  merged_into: string | null;
  state: string;
  crime_since: Date | null;
  happened_at: Date | null;
  known_at: Date;
  confirm_due_at: Date;
  confirmed_at: Date | null;
  handled_at: Date | null;
  compare_due_at: Date | null;
  closed_at: Date | null;
  closed_by: string | null;
  reopened_count: Generated<number>;
  level_standard: string;
  level_regulation: string;
  level_since: Date;
  report_version: number | null;
  agreed_version: number | null;
  cloud_ids: string[];
  system_ids: string[];
  provider_org_ids: string[];
  provider_operators: Json;
  supervisor_org_ids: string[];
  seen_by: string[];
  duties_opened: Generated<boolean>;
  version: Generated<number>;
}

export interface IncidentCallTable {
  id: string;
  incident_id: string;
  org_id: string;
  result: string;
  spoke_to: Generated<string>;
  text: Generated<string>;
  by_person: string;
  by_org: string;
  at: Date;
}

export interface IncidentClockTable {
  id: string;
  incident_id: string;
  org_id: string;
  side: string;
  kind: string;
  channel: string;
  round: number;
  legal: boolean;
  source: string;
  from_at: Date;
  warn_at: Date;
  climb_at: Date;
  due_at: Date;
  done_at: Date | null;
  stopped_at: Date | null;
  seen_by: string[];
  created_at: Date;
}

export interface IncidentCustomerTable {
  incident_id: string;
  org_id: string;
  cloud_ids: string[];
  system_ids: string[];
  origin: string;
  added_at: Date;
  operator: Generated<string>;
  told_at: Date | null;
  remind_at: Date | null;
  phone_at: Date | null;
  read_at: Date | null;
  acknowledged_at: Date | null;
  acknowledged_by: string | null;
  acknowledged_how: string | null;
  note: Generated<string>;
  waived_at: Date | null;
  waived_by: string | null;
  waived_reason: Generated<string>;
  seen_by: string[];
  version: Generated<number>;
}

export interface IncidentFactTable {
  id: string;
  incident_id: string;
  kind: string;
  text: string;
  happened_at: Date | null;
  known_at: Date;
  corrects_id: string | null;
  corrected: Generated<boolean>;
  by_person: string;
  by_org: string;
  at: Date;
}

export interface IncidentGradingTable {
  id: string;
  incident_id: string;
  inputs: Json;
  standard_level: string;
  standard_decided: string | null;
  standard_reasons: Json;
  regulation_level: string;
  regulation_decided: string | null;
  regulation_reasons: Json;
  reason: Generated<string>;
  known_at: Date;
  by_person: string | null;
  by_org: string | null;
  at: Date;
}

export interface IncidentHelpTable {
  id: string;
  incident_id: string;
  text: string;
  asked_by: string;
  asked_org: string;
  asked_at: Date;
  answer: Generated<string>;
  answered_by: string | null;
  answered_org: string | null;
  answered_at: Date | null;
}

export interface IncidentLinkTable {
  incident_id: string;
  type: string;
  object_id: string;
  label: string;
  at: Date;
}

export interface IncidentNoticeTable {
  id: string;
  incident_id: string;
  text: string;
  follow_up: boolean;
  sent_by: string;
  sent_org: string;
  sent_at: Date;
  recipients: number;
}

export interface IncidentReportTable {
  incident_id: string;
  report_version: number;
  cause: string;
  measures: string;
  harm: string;
  accountability: string;
  improvement: string;
  lessons: string;
  by_person: string;
  by_org: string;
  at: Date;
  compared_by: string | null;
  compared_at: Date | null;
  agrees: boolean | null;
  note: Generated<string>;
}

export interface IncidentStepTable {
  id: string;
  incident_id: string;
  kind: string;
  text: Generated<string>;
  detail: string | null;
  by_person: string | null;
  by_org: string | null;
  at: Date;
}

export interface IncidentTaskTable {
  id: string;
  incident_id: string;
  title: string;
  owner_org: string;
  owner: string;
  due_at: Date | null;
  done_at: Date | null;
  done_by: string | null;
  result: Generated<string>;
  set_by: string;
  set_org: string;
  set_at: Date;
}

export interface IncidentTellingTable {
  id: string;
  incident_id: string;
  org_id: string;
  channel: string;
  kind: string;
  text: string;
  reference: Generated<string>;
  told_at: Date;
  out_of_order: Generated<boolean>;
  reason: Generated<string>;
  by_person: string;
  at: Date;
  seen_by: string[];
}

export interface IncidentTermsTable {
  cloud_id: string;
  customers_within: number | null;
  supervisor_within: number | null;
  note: Generated<string>;
  changed_by: string;
  changed_at: Date;
  version: Generated<number>;
}

export interface JobProgressTable {
  id: string;
  job: string;
  org_id: string;
  started_by: string | null;
  state: string;
  done: Generated<number>;
  total: number | null;
  message_key: string | null;
  result: Json | null;
  cancel_requested: Generated<boolean>;
  created_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
}

export interface LedgerFormerTable {
  verifier: string;
  tree: string;
  last_size: number;
  last_root: Buffer;
  kept_size: number;
  reason: string;
  at: Date;
}

export interface LedgerHeadTable {
  single: Generated<boolean>;
  size: number;
}

export interface LedgerSeenTable {
  n: number;
  seen_at: Date | null;
  problem: string | null;
  problem_at: Date | null;
}

export interface LedgerTileTable {
  tree: string;
  level: number;
  n: number;
  hashes: Buffer;
}

export interface LedgerTreeTable {
  tree: string;
  origin: string;
  verifiers: string[];
  size: Generated<number>;
}

export interface LedgerWitnessTable {
  verifier: string;
  url: string;
  size: number | null;
  cosigned_at: Date | null;
  problem: string | null;
  problem_at: Date | null;
}

export interface LegalHoldTable {
  id: string;
  number: string;
  target: string;
  target_id: string;
  reason: string;
  reference: string;
  placed_by: string;
  placed_at: Date;
  lifted_at: Date | null;
  lifted_by: string | null;
}

export interface LinkTable {
  token_hash: Buffer;
  purpose: string;
  person_id: string | null;
  org_id: string | null;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
}

export interface MailTable {
  id: string;
  message_id: string | null;
  person_id: string | null;
  to_address: string;
  to_name: string;
  subject: string;
  text: string;
  confidential: Generated<boolean>;
  state: string;
  attempts: Generated<number>;
  next_at: Date;
  claimed_until: Date | null;
  error: string | null;
  created_at: Date;
  sent_at: Date | null;
  until_at: Date | null;
  version: Generated<number>;
}

export interface MailServerTable {
  single: Generated<boolean>;
  configured: boolean;
  failing_since: Date | null;
  failures: Generated<number>;
  error: string | null;
  next_at: Date;
  ok_at: Date | null;
}

export interface MembershipTable {
  id: string;
  person_id: string;
  org_id: string;
  post: string;
  from_at: Date;
  to_at: Date | null;
  created_by: string | null;
  confirmed_at: Date | null;
  confirmed_by: string | null;
}

export interface NilReportTable {
  id: string;
  period_id: string;
  cloud_id: string;
  org_id: string;
  day: string;
  events: number;
  note: Generated<string>;
  due_at: Date;
  filed_by: string;
  filed_at: Date;
  superseded_at: Date | null;
}

export interface NoticeTable {
  id: string;
  person_id: string;
  org_id: string;
  rule: string;
  object_type: string;
  object_id: string;
  step: string;
  subject_id: string | null;
  params: Json;
  lang: string;
  title: string;
  text: string;
  path: string;
  created_at: Date;
  read_at: Date | null;
  mail: string;
  mail_id: string | null;
}

export interface NoticeRuleTable {
  key: string;
  enabled: boolean;
  mail: string;
  days: number[];
  version: Generated<number>;
  changed_by: string;
  changed_at: Date;
}

export interface NumberSequenceTable {
  org_id: string;
  kind: string;
  year: number;
  last: number;
}

export interface ObligationTable {
  id: string;
  subject_id: string;
  cloud_id: string;
  duty_id: string;
  class: string;
  attribute: string;
  party_role: string;
  party_org_id: string;
  frequency: string;
  nature: string | null;
  rhythm: string | null;
  agreement_version: number;
  catalogue_digest: string;
  starts_on: string;
  terms_from: string;
  terms_key: string;
  time_point: Json | null;
  submit_within: Json | null;
  reviewer_org_id: string | null;
  second_review: Generated<boolean>;
  applicable: boolean;
  inapplicable_reason: string | null;
  max_silence_hours: number | null;
  planned_until: string | null;
  next_due_at: Date | null;
  fresh_until: Date | null;
  last_proof_at: Date | null;
  open_defects: Generated<number>;
  last_outcome: string | null;
  created_at: Date;
  ended_at: Date | null;
  version: Generated<number>;
}

export interface OrganisationTable {
  id: string;
  name: string;
  short_name: string;
  credit_code: string | null;
  roles: string[];
  parent_id: string | null;
  region: string;
  contact: Generated<string>;
  phone: Generated<string>;
  two_person: boolean;
  created_at: Date;
  ended_at: Date | null;
  version: Generated<number>;
}

export interface PasskeyChallengeTable {
  session_id: string;
  purpose: string;
  person_id: string;
  challenge: string;
  expires_at: Date;
}

export interface PastPasswordTable {
  person_id: string;
  set_at: Date;
  hash: string;
}

export interface PeriodTable {
  id: string;
  obligation_id: string;
  subject_id: string;
  cloud_id: string;
  party_org_id: string;
  duty_id: string;
  class: string;
  kind: string;
  label: string;
  trigger: string | null;
  trigger_ref: string | null;
  trigger_id: string | null;
  request_reason: string | null;
  requested_by: string | null;
  span_start: string;
  span_end: string;
  opens_at: Date;
  due_at: Date;
  original_due_at: Date;
  due_rule: string;
  provisional: Generated<boolean>;
  agreement_version: number;
  catalogue_digest: string;
  state: string;
  submission_id: string | null;
  submitted_at: Date | null;
  received_at: Date | null;
  receipt_due_at: Date | null;
  decision_due_at: Date | null;
  decided_at: Date | null;
  returned_due_at: Date | null;
  rectified_at: Date | null;
  proof_at: Date | null;
  earlier_proof_at: Date | null;
  party_due_at: Date | null;
  review_due_at: Date | null;
  created_at: Date;
  version: Generated<number>;
}

export interface PersonTable {
  id: string;
  org_id: string;
  name: string;
  email: string;
  phone: Generated<string>;
  title: Generated<string>;
  lang: Generated<string>;
  password_hash: string | null;
  password_changed_at: Date | null;
  failed_count: Generated<number>;
  failed_since: Date | null;
  locked_until: Date | null;
  created_at: Date;
  ended_at: Date | null;
  version: Generated<number>;
  factors_reset_at: Date | null;
  factor_failed_count: Generated<number>;
  factor_failed_since: Date | null;
  factor_locked_until: Date | null;
  handed_to: string | null;
  erased_at: Date | null;
}

export interface PostureCountTable {
  subject_id: string;
  class: string;
  cloud_id: string;
  non_compliant: number;
  overdue: number;
  stale: number;
  not_started: number;
  due_soon: number;
  current: number;
  not_applicable: number;
}

export interface PostureMemoryTable {
  subject_id: string;
  due_soon_days: number;
  taken_at: Date;
  holds_until: Date;
}

export interface PostureSnapshotTable {
  cloud_id: string;
  month: string;
  class: string;
  non_compliant: number;
  overdue: number;
  stale: number;
  due_soon: number;
  current: number;
  not_started: number;
  not_applicable: number;
  taken_at: Date;
}

export interface PostureTouchedTable {
  id: Generated<number>;
  subject_id: string;
}

export interface PrivilegeUseTable {
  session_id: string;
  person_id: string;
  privilege_id: string | null;
  since: Date;
}

export interface ProtectedPeriodTable {
  id: string;
  number: string;
  org_id: string;
  name: string;
  plan: string;
  from_at: Date;
  to_at: Date;
  planned_to_at: Date;
  nil_hour: number;
  on_site: boolean;
  change_freeze: boolean;
  no_tests: boolean;
  state: string;
  cloud_ids: string[];
  system_ids: string[];
  made_by: string;
  made_at: Date;
  deployed_by: string | null;
  deployed_at: Date | null;
  ended_by: string | null;
  ended_at: Date | null;
  summary: Generated<string>;
  reason: Generated<string>;
  version: Generated<number>;
}

export interface ProtectedSubjectTable {
  period_id: string;
  subject_id: string;
  cloud_id: string;
}

export interface RecordAboutTable {
  object_id: string;
  entry_id: string;
}

export interface RecordCheckpointTable {
  size: number;
  root: Buffer;
  frontier: Buffer[] | null;
  note: string;
  at: Date;
  tree: string;
  published_at: Date | null;
  renewed_at: Date | null;
  cosigned_at: Date | null;
}

export interface RecordEntryTable {
  id: string;
  at: Date;
  kind: string;
  schema_version: number;
  actor_person: string | null;
  actor_org: string | null;
  subject_id: string | null;
  object_type: string;
  object_id: string;
  request_id: string;
  body: Buffer;
  leaf_hash: Buffer;
}

export interface RecordLogTable {
  single: Generated<boolean>;
  verifier: string;
  at: Date;
}

export interface RecordOrderTable {
  position: number;
  entry_id: string;
}

export interface RecordPendingTable {
  entry_id: string;
}

export interface RecordSaltTable {
  entry_id: string;
  field: string;
  salt: Buffer;
  sealed_for: string | null;
}

export interface RecoveryCodeTable {
  id: string;
  person_id: string;
  code_hash: Buffer;
  created_at: Date;
  used_at: Date | null;
  ended_at: Date | null;
}

export interface RectificationTable {
  id: string;
  number: string;
  subject_id: string;
  cloud_id: string;
  source: string;
  review_id: string | null;
  request_id: string | null;
  period_id: string | null;
  obligation_id: string | null;
  duty_id: string | null;
  clause_id: string | null;
  title: string;
  defect: string;
  severity: string;
  party_org_id: string;
  window_amount: number;
  window_unit: string;
  window_source: string;
  state: string;
  issued_by: string;
  issued_org: string;
  issued_at: Date;
  receipt_due_at: Date;
  received_by: string | null;
  received_at: Date | null;
  due_at: Date;
  original_due_at: Date;
  due_rule: string;
  plan_due_at: Date | null;
  plan_filed_at: Date | null;
  planned_on: string | null;
  proof_filed_at: Date | null;
  reassess_due_at: Date | null;
  closed_by: string | null;
  closed_at: Date | null;
  reopened_count: Generated<number>;
  escalated_to: string | null;
  version: Generated<number>;
  change_id: string | null;
}

export interface RectificationFileTable {
  step_id: string;
  file_id: string;
  subject_id: string;
}

export interface RectificationRequestTable {
  id: string;
  subject_id: string;
  cloud_id: string;
  source: string;
  title: string;
  defect: string;
  severity: string;
  clause_id: string | null;
  state: string;
  asked_by: string;
  asked_org: string;
  asked_at: Date;
  decider_org: string;
  decided_by: string | null;
  decided_at: Date | null;
  decision_note: Generated<string>;
  rectification_id: string | null;
  rectification_number: string | null;
  rectification_state: string | null;
  version: Generated<number>;
}

export interface RectificationRequestFileTable {
  request_id: string;
  file_id: string;
}

export interface RectificationStepTable {
  id: string;
  rectification_id: string;
  subject_id: string;
  kind: string;
  text: string;
  planned_on: string | null;
  rung: string | null;
  until_at: Date | null;
  by_person: string | null;
  by_org: string | null;
  at: Date;
}

export interface ResourceTable {
  id: string;
  system_id: string;
  cloud_id: string;
  kind: string;
  name: string;
  specification: Generated<string>;
  address: Generated<string>;
  created_at: Date;
  ended_at: Date | null;
  version: Generated<number>;
}

export interface RetentionRequestTable {
  id: string;
  number: string;
  kind: string;
  target_id: string | null;
  reason: string;
  state: string;
  asked_by: string;
  asked_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
  note: Generated<string>;
  job_id: string | null;
  done_at: Date | null;
  complete_at: Date | null;
  result: Json | null;
  version: Generated<number>;
}

export interface ReviewTable {
  id: string;
  submission_id: string;
  period_id: string;
  obligation_id: string;
  subject_id: string;
  cloud_id: string;
  party_org_id: string;
  state: string;
  received_by: string;
  received_org: string;
  received_at: Date;
  receipt_due_at: Date | null;
  decision_due_at: Date;
  fresh_of: string | null;
  checklist: Json | null;
  outcome: string | null;
  note: Generated<string>;
  defect_title: string | null;
  supplement_due_at: Date | null;
  severity: string | null;
  window_amount: number | null;
  window_unit: string | null;
  window_source: string | null;
  decided_by: string | null;
  proposed_at: Date | null;
  decided_at: Date | null;
  second_by: string | null;
  second_at: Date | null;
  second_note: Generated<string>;
  version: Generated<number>;
}

export interface ReviewCommentTable {
  id: string;
  submission_id: string;
  period_id: string;
  subject_id: string;
  cloud_id: string;
  file_id: string | null;
  anchor: Json | null;
  text: string;
  author_id: string;
  author_org: string;
  created_at: Date;
  resolved_at: Date | null;
  resolved_by: string | null;
  version: Generated<number>;
}

export interface SessionTable {
  token_hash: Buffer;
  id: string;
  person_id: string;
  org_id: string;
  created_at: Date;
  last_seen_at: Date;
  expires_at: Date;
  ended_at: Date | null;
  address: string;
  agent: string;
  aal: Generated<number>;
  method: Generated<string>;
  confirmed_at: Date | null;
  device_id: string | null;
  sso_org_id: string | null;
}

export interface SettingTable {
  key: string;
  value: Json;
  version: Generated<number>;
  changed_by: string | null;
  changed_at: Date;
}

export interface SettingChangeTable {
  key: string;
  version: number;
  value: Json;
  reason: string;
  changed_by: string | null;
  changed_at: Date;
  approved_by: string | null;
}

export interface SettingLooseningTable {
  id: string;
  key: string;
  from_value: Json;
  value: Json;
  based_on: number;
  reason: string;
  state: string;
  asked_by: string;
  asked_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
  note: Generated<string>;
  version: Generated<number>;
}

export interface SignInLogTable {
  id: string;
  at: Date;
  person_id: string | null;
  org_id: string | null;
  name_hash: Buffer | null;
  method: string;
  outcome: string;
  reason: string | null;
  address: string;
  place: string;
  browser: string;
  new_place: Generated<boolean>;
  request_id: string;
}

export interface SiteTable {
  id: string;
  cloud_id: string;
  name: string;
  address: string;
  purpose: Generated<string>;
  created_at: Date;
  ended_at: Date | null;
  version: Generated<number>;
}

export interface SsoAttemptTable {
  state_hash: Buffer;
  browser_hash: Buffer;
  provider_id: string;
  provider_version: number;
  nonce: string;
  verifier: string;
  link_hash: Buffer | null;
  session_id: string | null;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
}

export interface SsoIdentityTable {
  id: string;
  provider_id: string;
  org_id: string;
  issuer: string;
  subject: string;
  person_id: string;
  linked_by: string;
  created_at: Date;
  last_used_at: Date | null;
  ended_at: Date | null;
}

export interface SsoProviderTable {
  id: string;
  org_id: string;
  code: string;
  domains: Generated<string[]>;
  issuer: string;
  client_id: string;
  client_secret: Buffer | null;
  scopes: Generated<string>;
  email_claim: Generated<string>;
  strong_acr: Generated<string[]>;
  strong_amr: Generated<string[]>;
  first_use: Generated<boolean>;
  jit_post: string | null;
  enabled: Generated<boolean>;
  created_at: Date;
  version: Generated<number>;
}

export interface StorageDayTable {
  day: string;
  checked: Generated<number>;
  checked_bytes: Generated<number>;
  damaged: Generated<number>;
  mended: Generated<number>;
  scanned: Generated<number>;
  scanned_bytes: Generated<number>;
  infected: Generated<number>;
  unscannable: Generated<number>;
}

export interface StorageDutyTable {
  name: string;
  holder: string;
  until_at: Date;
  told_at: Date | null;
}

export interface StoredObjectTable {
  key: string;
  size: number | null;
  stored_at: Date;
  scan_state: string | null;
  scan_found: Generated<string>;
  scan_engine: Generated<string>;
  scan_signatures: Generated<string>;
  scanned_at: Date | null;
  scan_tries: Generated<number>;
  scan_due_at: Date | null;
  scan_until: Date | null;
  check_from: Generated<Date>;
  check_asked_at: Date | null;
  seen_at: Date | null;
  fault: string | null;
  fault_at: Date | null;
  fault_told: Generated<boolean>;
}

export interface SubjectTable {
  id: string;
  kind: string;
  name: string;
  cloud_id: string | null;
  owner_org_id: string;
  created_at: Date;
  ended_at: Date | null;
}

export interface SubmissionTable {
  id: string;
  number: string | null;
  org_id: string;
  kind: string;
  title: string;
  statement: Generated<string>;
  form_key: string | null;
  form_template_version: number | null;
  form_data: Json | null;
  form_sensitivity: string | null;
  unchanged_since: string | null;
  late: Json | null;
  on_site: Json | null;
  previous_id: string | null;
  version_no: Generated<number>;
  state: string;
  created_by: string;
  created_at: Date;
  sent_by: string | null;
  sent_at: Date | null;
  sent_back_note: Generated<string>;
  signed_off_by: string | null;
  submitted_at: Date | null;
  submitted_by: string | null;
  source: Generated<string>;
  version: Generated<number>;
}

export interface SubmissionFileTable {
  submission_id: string;
  file_id: string;
  position: number;
  note: Generated<string>;
  rendered: Generated<boolean>;
}

export interface SubmissionPeriodTable {
  submission_id: string;
  period_id: string;
  subject_id: string;
}

export interface SystemTable {
  id: string;
  org_id: string;
  name: string;
  mlps_level: number | null;
  website: Generated<boolean>;
  domains: Generated<string[]>;
  description: Generated<string>;
  created_at: Date;
  ended_at: Date | null;
  version: Generated<number>;
}

export interface SystemCloudTable {
  system_id: string;
  cloud_id: string;
  zone: string;
  from_at: Date;
  to_at: Date | null;
}

export interface TemporaryPrivilegeTable {
  id: string;
  person_id: string;
  org_id: string;
  post: string | null;
  permissions: string[];
  subjects: string[] | null;
  purpose: string;
  from_at: Date;
  until_at: Date;
  asked_at: Date;
  state: string;
  decided_by: string | null;
  decided_at: Date | null;
  decision_note: Generated<string>;
  ended_by: string | null;
  ended_at: Date | null;
  end_reason: Generated<string>;
  version: Generated<number>;
}

export interface UploadTable {
  id: string;
  org_id: string;
  person_id: string;
  name: string;
  claimed_type: Generated<string>;
  size: number;
  sensitivity: string;
  created_at: Date;
  expires_at: Date;
  file_id: string | null;
  refusal: Json | null;
}

export interface UploadLeaseTable {
  upload_id: string;
  holder: string;
  until_at: Date;
  wanted: Generated<boolean>;
}

export interface WorkCalendarTable {
  version: number;
  source: string;
  known_until: string;
  data: Json;
  imported_by: string | null;
  imported_at: Date;
}

export interface Database {
  agreement_change: AgreementChangeTable;
  agreement_version: AgreementVersionTable;
  api_key: ApiKeyTable;
  archive_mark: ArchiveMarkTable;
  authorisation: AuthorisationTable;
  authorisation_file: AuthorisationFileTable;
  authorisation_operation: AuthorisationOperationTable;
  authorisation_question: AuthorisationQuestionTable;
  authorisation_step: AuthorisationStepTable;
  catalogue_attachment: CatalogueAttachmentTable;
  catalogue_text: CatalogueTextTable;
  certificate: CertificateTable;
  change_analysis: ChangeAnalysisTable;
  change_case: ChangeCaseTable;
  change_file: ChangeFileTable;
  change_notice: ChangeNoticeTable;
  change_opinion: ChangeOpinionTable;
  change_question: ChangeQuestionTable;
  change_step: ChangeStepTable;
  change_terms: ChangeTermsTable;
  clock_cursor: ClockCursorTable;
  cloud: CloudTable;
  contract: ContractTable;
  device: DeviceTable;
  disposal_file: DisposalFileTable;
  dispute: DisputeTable;
  duty_hand_over: DutyHandOverTable;
  duty_phone: DutyPhoneTable;
  duty_shift: DutyShiftTable;
  emergency_rule: EmergencyRuleTable;
  engagement: EngagementTable;
  event_cursor: EventCursorTable;
  event_failure: EventFailureTable;
  evidence_package: EvidencePackageTable;
  extension: ExtensionTable;
  factor: FactorTable;
  file: FileTable;
  file_scanner: FileScannerTable;
  file_use: FileUseTable;
  form_template: FormTemplateTable;
  guessed_name: GuessedNameTable;
  idempotency: IdempotencyTable;
  import_row: ImportRowTable;
  import_run: ImportRunTable;
  incident: IncidentTable;
  incident_call: IncidentCallTable;
  incident_clock: IncidentClockTable;
  incident_customer: IncidentCustomerTable;
  incident_fact: IncidentFactTable;
  incident_grading: IncidentGradingTable;
  incident_help: IncidentHelpTable;
  incident_link: IncidentLinkTable;
  incident_notice: IncidentNoticeTable;
  incident_report: IncidentReportTable;
  incident_step: IncidentStepTable;
  incident_task: IncidentTaskTable;
  incident_telling: IncidentTellingTable;
  incident_terms: IncidentTermsTable;
  job_progress: JobProgressTable;
  ledger_former: LedgerFormerTable;
  ledger_head: LedgerHeadTable;
  ledger_seen: LedgerSeenTable;
  ledger_tile: LedgerTileTable;
  ledger_tree: LedgerTreeTable;
  ledger_witness: LedgerWitnessTable;
  legal_hold: LegalHoldTable;
  link: LinkTable;
  mail: MailTable;
  mail_server: MailServerTable;
  membership: MembershipTable;
  nil_report: NilReportTable;
  notice: NoticeTable;
  notice_rule: NoticeRuleTable;
  number_sequence: NumberSequenceTable;
  obligation: ObligationTable;
  organisation: OrganisationTable;
  passkey_challenge: PasskeyChallengeTable;
  past_password: PastPasswordTable;
  period: PeriodTable;
  person: PersonTable;
  posture_count: PostureCountTable;
  posture_memory: PostureMemoryTable;
  posture_snapshot: PostureSnapshotTable;
  posture_touched: PostureTouchedTable;
  privilege_use: PrivilegeUseTable;
  protected_period: ProtectedPeriodTable;
  protected_subject: ProtectedSubjectTable;
  record_about: RecordAboutTable;
  record_checkpoint: RecordCheckpointTable;
  record_entry: RecordEntryTable;
  record_log: RecordLogTable;
  record_order: RecordOrderTable;
  record_pending: RecordPendingTable;
  record_salt: RecordSaltTable;
  recovery_code: RecoveryCodeTable;
  rectification: RectificationTable;
  rectification_file: RectificationFileTable;
  rectification_request: RectificationRequestTable;
  rectification_request_file: RectificationRequestFileTable;
  rectification_step: RectificationStepTable;
  resource: ResourceTable;
  retention_request: RetentionRequestTable;
  review: ReviewTable;
  review_comment: ReviewCommentTable;
  session: SessionTable;
  setting: SettingTable;
  setting_change: SettingChangeTable;
  setting_loosening: SettingLooseningTable;
  sign_in_log: SignInLogTable;
  site: SiteTable;
  sso_attempt: SsoAttemptTable;
  sso_identity: SsoIdentityTable;
  sso_provider: SsoProviderTable;
  storage_day: StorageDayTable;
  storage_duty: StorageDutyTable;
  stored_object: StoredObjectTable;
  subject: SubjectTable;
  submission: SubmissionTable;
  submission_file: SubmissionFileTable;
  submission_period: SubmissionPeriodTable;
  system: SystemTable;
  system_cloud: SystemCloudTable;
  temporary_privilege: TemporaryPrivilegeTable;
  upload: UploadTable;
  upload_lease: UploadLeaseTable;
  work_calendar: WorkCalendarTable;
}
