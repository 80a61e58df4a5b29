// What stands before the people who lead: the screen they steer by, the screen of the hall, and looking back.
import '../atelier/card.css';
import './lead.css';

const lead = document.querySelector<HTMLElement>('[data-lead]');
if (lead) void import('./lead').then(({ startLead }) => startLead(document, lead));

const projector = document.querySelector<HTMLElement>('[data-projector]');
if (projector) void import('./projector').then(({ startProjector }) => startProjector(document, projector));

const replay = document.querySelector<HTMLFormElement>('[data-replay]');
if (replay) void import('./replay').then(({ startReplay }) => startReplay(document, replay));
