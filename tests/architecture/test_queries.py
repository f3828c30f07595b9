"""A list costs the same number of queries for one row and for thirty."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pingzhun.accounts.services import create_account
from pingzhun.base.localtime import local_date
from pingzhun.console.calendar import calendar_page  # noqa: F401 -- it is there
from pingzhun.directory import services
from pingzhun.filings.desks import Desk, desks, worklists
from pingzhun.filings.models import Filing, Submission
from pingzhun.ledger import log
from pingzhun.markets.intermediary.market import AGENCY
from pingzhun.markets.intermediary.models import Enrolment, Job
from pingzhun.messages.models import Message
from pingzhun.notices.models import Notice
from pingzhun.regimes import clock

from .world import Person, World, case_at, decide, draft, send
