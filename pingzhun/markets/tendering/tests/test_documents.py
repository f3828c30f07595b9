"""招标文件, its 确认, and the figures of the law behind its criteria (manual 001 §3.5)."""

from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from pypdf import PdfReader

from pingzhun.documents.seals.verifying import seals_of
from pingzhun.filings.driving import FormRefused, submit
from pingzhun.filings.models import Filing
from pingzhun.filings.tests import signers
from pingzhun.flow.guards import Refused
from pingzhun.markets.tendering import course, tender_document
from pingzhun.markets.tendering.demo import shortcuts, steps
from pingzhun.markets.tendering.demo import steps_documents as at
from pingzhun.markets.tendering.desks.documents import DocumentConfirmationDesk, TenderDocumentDesk
from pingzhun.markets.tendering.document_templates import fitting, templates
from pingzhun.markets.tendering.models import Criterion, Evaluating, Lot, Part, Subject, TenderDocument, Verdict
from pingzhun.messages.models import Message
