"""Which roles someone can give to others: none that may do more than they may themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import translation

from veerkracht.errors.workspace import RoleTooHighError
from veerkracht.web.workspace.access import roles_in, roles_on
from veerkracht.web.workspace.models import Organisation, Trajectory
from veerkracht.web.workspace.roles import ALLOWED, ROLE_NAMES, Act, Role, may

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from veerkracht.web.accounts.models import User


def roles_to_give(by: User | AnonymousUser, on: Organisation | Trajectory) -> tuple[Role, ...]:
    """Return the roles that someone may give here, the one that may most first.

    A role can be given by who may do all that it may: otherwise a procesbegeleider who may invite could come back as
    beheerder by an invitation to a second account.
    """
    roles = roles_in(by, on) if isinstance(on, Organisation) else roles_on(by, on)
    if not may(roles, Act.MEMBERS_INVITE):
        return ()
    own = {act for role in roles for act in ALLOWED[role]}
    return tuple(role for role in Role if own >= ALLOWED[role])


def check_may_give(by: User | AnonymousUser, role: Role, on: Organisation | Trajectory) -> None:
    """Return if someone may give (or take) a role here.

    Raises:
        RoleTooHighError: if it may do more than they may themselves.
    """
    if role not in roles_to_give(by, on):
        raise _too_high(role)


def roles_within(most: Role) -> tuple[Role, ...]:
    """Return the roles that may do no more than one does, the one that may most first.

    Examples:
        >>> [role.value for role in roles_within(Role.ANALIST)]
        ['analist', 'deelnemer', 'lezer']
    """
    return tuple(role for role in Role if ALLOWED[most] >= ALLOWED[role])


def check_within(role: Role, most: Role) -> None:
    """Return if a role may do no more than was agreed.

    Raises:
        RoleTooHighError: if it may do more.
    """
    if role not in roles_within(most):
        raise _too_high(role)


def _too_high(role: Role) -> RoleTooHighError:
    with translation.override("nl"):
        dutch = str(ROLE_NAMES[role])
    with translation.override("en"):
        english = str(ROLE_NAMES[role])
    return RoleTooHighError(role_nl=dutch, role_en=english)
