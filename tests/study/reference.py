"""A second way to evaluate a plan: loops over every draw, pattern and package, written from the text of the model.

Slow and plain on purpose.  It shares with the program only the drawn numbers (`World`), the pool of texts, and the
first-pass decisions' definition; every link is worked out anew.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from goodoffices.case.schema import Plan
from goodoffices.engines.links.agreement import TOLERANCE
from goodoffices.model.levers import CARROT, GUARANTEE, INFORM, SPOIL, STICK
from goodoffices.model.structure import MODES
from goodoffices.play.ground import Ground

LOW = -1e30


@dataclass
class Reference:
    """What the program's funnel is held against."""

    found: float
    exists: float
    success: float
    funnel: tuple[float, float, float, float, float]
    surplus: np.ndarray


class Plain:
    """One perspective, package by package."""

    def __init__(self, ground: Ground, forbidden: list[dict[int, int]]) -> None:
        self.g, self.w, self.s = ground, ground.belief, ground.shape
        self.n, self.k = len(self.s.signers), len(self.s.third_parties)
        sizes = [len(o) for o in self.s.options]
        self.packages = [
            p
            for p in itertools.product(*map(range, sizes))
            if not any(all(p[j] == o for j, o in rule.items()) for rule in forbidden)
        ]
        self.texts = [tuple(int(o) for o in row) for row in ground.pool.options]
        self.u = {p: self._utility(p) for p in self.packages}
        self.red = {p: self._red(p) for p in self.packages}

    @staticmethod
    def _met(conditions, index: int, package) -> bool:  # type: ignore[no-untyped-def]
        entries = range(conditions.start[index], conditions.start[index + 1])
        return all(package[conditions.issue[e]] == conditions.option[e] for e in entries)

    def _utility(self, package) -> np.ndarray:  # type: ignore[no-untyped-def]
        total = np.zeros((self.w.draws, self.n))
        for j, o in enumerate(package):
            total += self.w.option_utility[:, :, self.s.offset[j] + o]
        for link in range(len(self.s.linkages)):
            if self._met(self.s.linkages, link, package):
                total[:, self.s.linkage_party[link]] += self.w.linkage_points[:, link]
        return total

    def _red(self, package) -> np.ndarray:  # type: ignore[no-untyped-def]
        crossed = np.zeros((self.w.draws, self.n), dtype=bool)
        for line in range(len(self.s.red_lines)):
            if self._met(self.s.red_lines, line, package):
                crossed[:, self.s.red_party[line]] |= self.w.red_active[:, line]
        return crossed

    def reservation(self, active: np.ndarray, mode: int, month: int, bare: bool = False) -> np.ndarray:
        r = self.w.face + self.w.war[:, :, month]
        believed = self.w.optimism.copy()
        for v, lever in enumerate(self.s.levers):
            power = self.w.lever_strength[mode, :, v] * active[:, v]
            i = lever.target
            if lever.kind == SPOIL:
                r[:, i] = r[:, i] + power
            elif bare:
                continue
            elif lever.kind in (CARROT, STICK):
                r[:, i] = r[:, i] - power
            elif lever.kind == INFORM:
                believed[:, i] = np.where(believed[:, i] > 0, believed[:, i] * (1 - power), believed[:, i])
        return r + believed

    def accept(self, package, i: int, r: np.ndarray) -> np.ndarray:  # type: ignore[no-untyped-def]
        return (self.u[package][:, i] - r[:, i] >= -TOLERANCE) & ~self.red[package][:, i]

    def best(self, r: np.ndarray, rule: str, d: int, host: int | None = None):  # type: ignore[no-untyped-def]
        options = []
        for p in self.packages:
            if self.red[p][d].any():
                continue
            gains = self.u[p][d] - r[d]
            options.append((float(gains.min()), float(np.prod(np.maximum(gains, 0))), p))
        if not options:
            return LOW, None
        margin = max(o[0] for o in options)
        good = [o for o in options if o[0] >= -TOLERANCE]
        if rule == "mediator" and host is not None and good:
            own = self.w.column("own", host)[d]
            utility = {o[2]: self.u[o[2]][d] for o in options}
            good = [  # the mediator chooses among texts that no other one beats for somebody at nobody's cost
                o
                for o in good
                if not any((utility[q] >= utility[o[2]]).all() and (utility[q] > utility[o[2]]).any() for q in utility)
            ]
            return margin, max(good, key=lambda o: sum(own[self.s.offset[j] + o[2][j]] for j in range(len(o[2]))))[2]
        if rule == "nash" and good:
            return margin, max(good, key=lambda o: o[1])[2]
        return margin, max(options, key=lambda o: o[0])[2]

    def strikes(self, r, candour, rule: str, texts=None, host=None):  # type: ignore[no-untyped-def]
        """Per draw a list of (weight, package), and whether a deal exists."""
        draws, n = r.shape
        texts = self.texts if texts is None else texts
        yes = {x: np.stack([self.accept(x, i, r) for i in range(n)], axis=1) for x in texts}
        share = {
            (frozenset(who), x): float(np.float32(yes[x][:, sorted(who)].all(axis=1).mean())) if who else 1.0
            for size in range(n + 1)
            for who in itertools.combinations(range(n), size)
            for x in texts
        }
        everyone = frozenset(range(n))
        result, exists = [], np.zeros(draws, dtype=bool)
        for d in range(draws):
            margin, full = self.best(r, rule, d, host)
            exists[d] = margin >= -TOLERANCE
            offers = []
            for i in range(n):
                scored = [
                    (share[everyone - {i}, x] * (self.u[x][d, i] - r[d, i]) if not self.red[x][d, i] else LOW, -t, x)
                    for t, x in enumerate(texts)
                ]
                value, _, x = max(scored, key=lambda s: (s[0], s[1]), default=(0.0, 0, None))
                if x is not None and value > 0 and all(yes[x][d, j] for j in everyone - {i}):
                    offers.append(x)
            tabled = {}
            for size in range(1, n):
                for circle in map(frozenset, itertools.combinations(range(n), size)):
                    rest = everyone - circle
                    fine = [x for x in texts if all(yes[x][d, i] for i in circle)]
                    if fine:
                        x = max(
                            fine,
                            key=lambda x, c=circle, rr=rest: (share[rr, x], min(self.u[x][d, i] - r[d, i] for i in c)),
                        )
                        if all(yes[x][d, j] for j in rest):
                            tabled[circle] = x
            here = []
            for pattern in itertools.product((False, True), repeat=n):
                circle = frozenset(i for i in range(n) if pattern[i])
                weight = float(np.prod([candour[d, i] if pattern[i] else 1 - candour[d, i] for i in range(n)]))
                if weight == 0:
                    continue
                if circle == everyone and exists[d] and candour.any():
                    here.append((weight, full))
                    continue
                for size in range(len(circle), 0, -1):
                    got = [x for c, x in tabled.items() if c <= circle and len(c) == size]
                    if got:
                        here += [(weight / len(got), x) for x in got]
                        break
                else:
                    here += [(weight / len(offers), x) for x in offers]
            result.append(here)
        return result, exists

    def candour(self, members: np.ndarray, mode: int) -> np.ndarray:
        out = np.zeros((self.w.draws, self.n))
        for d in range(self.w.draws):
            for i in range(self.n):
                out[d, i] = max((self.w.candour[mode, d, k, i] for k in range(self.k) if members[d, k]), default=0.0)
        return out

    def tempted(self, package, d: int, i: int, press) -> float:  # type: ignore[no-untyped-def]
        """Margin of holding before guarantees."""
        mode, month, active = press
        s, w = self.s, self.w
        hope = w.optimism[d, i]
        spoils = 0.0
        for v, lever in enumerate(s.levers):
            if lever.target == i and lever.kind == INFORM and hope > 0:
                hope *= 1 - w.lever_strength[mode, d, v] * active[d, v]
            if lever.target == i and lever.kind == SPOIL:
                spoils += w.lever_strength[mode, d, v] * active[d, v]
        worst = -np.inf
        for tau in range(s.holding_months + 1):
            fight = w.war[d, i, month] + hope + spoils
            for f in range(len(s.shifts)):
                if s.shift_party[f] == i and self._met(s.shift_conditions, f, package):
                    fight += w.shift_level[d, f] + w.shift_rate[d, f] * tau
            worst = max(worst, fight)
        for b in range(len(s.breaches)):
            if s.breach_party[b] == i and self._met(s.breach_conditions, b, package):
                worst += w.breach_gain[d, b]
        for c in range(len(s.safeguards)):
            if s.safeguard_party[c] == i and self._met(s.safeguard_conditions, c, package):
                worst -= w.safeguard_points[d, c]
        return float(self.u[package][d, i] - worst)

    def use(self, d: int, need: float, levers: list[int], power: dict[int, float], mode: int) -> dict[int, float]:
        """Cheapest per point first."""
        used = {}
        for v in sorted((v for v in levers if power[v] > 0), key=lambda v: self.w.lever_cost[mode, d, v] / power[v]):
            if need <= 0:
                break
            used[v] = min(1.0, need / power[v])
            need -= used[v] * power[v]
        return used

    def delivery(self, package, d: int, press, bare, share, alone_share, members, crew_offers):  # type: ignore[no-untyped-def]
        """(margins of engagement (k,), margins of holding (n,))."""
        mode, _, active = press
        s, w = self.s, self.w
        deal, refusal, always = np.zeros(self.k), np.zeros(self.k), np.zeros(self.k)
        holds = np.zeros(self.n)
        for i in range(self.n):
            power = {}
            for v, lever in enumerate(s.levers):
                if lever.target == i and lever.kind in (CARROT, STICK, INFORM):
                    power[v] = w.lever_strength[mode, d, v] * active[d, v]
                    if lever.kind == INFORM:
                        power[v] *= max(w.optimism[d, i], 0.0)
            for v, f in self.use(d, bare[d, i] - self.u[package][d, i], list(power), power, mode).items():
                where = {CARROT: deal, STICK: refusal, INFORM: always}[s.levers[v].kind]
                where[s.levers[v].holder] += f * w.lever_cost[mode, d, v]
            power = {
                v: w.lever_strength[mode, d, v] * active[d, v]
                for v, lever in enumerate(s.levers)
                if lever.target == i and lever.kind == GUARANTEE and self._met(s.lever_conditions, v, package)
            }
            before = self.tempted(package, d, i, press)
            for v, f in self.use(d, -before, list(power), power, mode).items():
                deal[s.levers[v].holder] += f * w.lever_cost[mode, d, v]
            holds[i] = before + sum(power.values())
        margins = np.zeros(self.k)
        for h in range(self.k):
            sigma = w.sigma[d, h]
            margins[h] = share * sigma - alone_share * sigma - share * deal[h] - (1 - share) * refusal[h] - always[h]
            if members[d, h]:
                margins[h] += (
                    share * w.stake("success")[d, h] - (1 - share) * w.stake("failure")[d, h] - w.stake("effort")[d, h]
                )
            for f in np.flatnonzero(crew_offers):
                if s.offer_receiver[f] == h:
                    margins[h] += share * w.offer_value[mode, d, f]
                if s.offer_giver[f] == h:
                    margins[h] -= share * w.offer_cost[mode, d, f]
        return margins, holds

    def evaluate(self, plan: Plan, alone: Reference | None, text=None) -> Reference:  # type: ignore[no-untyped-def]
        """The plan, all links; `text` is the robust text where the plan tables one (its choice is tested elsewhere)."""
        s, w, draws, mode, month = self.s, self.w, self.w.draws, MODES[plan.mode], plan.month
        fixed = np.array([h in plan.mediators for h in s.third_parties], dtype=bool)
        optional = np.array([h in plan.if_willing for h in s.third_parties], dtype=bool)
        for nomination in plan.nominated:
            side, left = s.signers.index(nomination.by), nomination.count
            free = [k for k in map(s.third_parties.index, nomination.candidates) if not (fixed[k] or optional[k])]
            while free and left:
                least = min(free, key=lambda k: w.mistrust[:, k, side].mean())
                fixed[least], left = True, left - 1
                free.remove(least)
        hosts = [k for k in np.flatnonzero(fixed | optional) if w.column("own", k).shape[1]]
        host = int(hosts[0]) if hosts else None
        mine = [
            lever.kind != SPOIL and (fixed | optional)[lever.holder]
            if plan.levers == "all"
            else lever.name in plan.levers
            for lever in s.levers
        ]
        offers = np.array([name in plan.offers for name in s.offers], dtype=bool)
        members = np.tile(fixed | optional, (draws, 1))

        def activity(who) -> np.ndarray:  # type: ignore[no-untyped-def]
            out = np.zeros((draws, len(s.levers)))
            for v, lever in enumerate(s.levers):
                if mine[v]:
                    out[:, v] = who[:, lever.holder] if optional[lever.holder] else 1.0
            return out

        def share_of(active, who) -> float:  # type: ignore[no-untyped-def]
            r = self.reservation(active, mode, month)
            if text is not None:
                return float(np.mean([all(self.accept(text, i, r)[d] for i in range(self.n)) for d in range(draws)]))
            ways, _ = self.strikes(r, self.candour(who, mode), "maxmin")
            return float(np.mean([sum(weight for weight, _ in here) for here in ways]))

        if optional.any():
            assert alone is not None
            active = activity(members)
            share = share_of(active, members)
            r, bare = (self.reservation(active, mode, month, bare=b) for b in (False, True))
            wants = np.zeros((draws, self.k), dtype=bool)
            for d in range(draws):
                _, package = self.best(r, plan.rule, d, host)
                if package is None:
                    continue
                margins, _ = self.delivery(package, d, (mode, month, active), bare, share, alone.found, members, offers)
                wants[d] = margins >= -TOLERANCE
            members = np.where(optional, wants, members)
        active = activity(members)
        extra = np.zeros_like(active)
        spoil = [v for v, lever in enumerate(s.levers) if lever.kind == SPOIL and (w.sigma[:, lever.holder] < 0).any()]
        if spoil:
            quiet = share_of(active, members)
            for v in spoil:
                alone_active = active.copy()
                alone_active[:, v] = 1.0
                fall = max(quiet - share_of(alone_active, members), 0.0)
                h = s.levers[v].holder
                extra[:, v] = (w.sigma[:, h] < 0) & (-w.sigma[:, h] * fall > w.lever_cost[mode, :, v])
        active = np.maximum(active, extra)
        r, bare = (self.reservation(active, mode, month, bare=b) for b in (False, True))
        if text is not None:
            signed = np.stack([self.accept(text, i, r) for i in range(self.n)], axis=1).all(axis=1)
            ways, exists = [[(1.0, text)] if ok else [] for ok in signed], signed
        else:
            ways, exists = self.strikes(r, self.candour(members, mode), plan.rule, host=host)
        found = np.array([sum(weight for weight, _ in here) for here in ways])
        share = float(found.mean())
        gained, total = np.zeros(self.n), 0.0
        for d, here in enumerate(ways):
            for weight, p in here:
                carrots = np.zeros(self.n)
                for v, lever in enumerate(s.levers):
                    if lever.kind == CARROT:
                        carrots[lever.target] += w.lever_strength[mode, d, v] * active[d, v]
                gained += weight * (self.u[p][d] + carrots - w.war[d, :, month] - w.optimism[d])
                total += weight
        surplus = gained / total if total > 0 else gained
        base_share, base_surplus = (share, surplus) if alone is None else (alone.found, alone.surplus)
        links = np.zeros((draws, 5))
        needed = fixed | optional
        for v, lever in enumerate(s.levers):
            if mine[v]:
                needed[lever.holder] = True
        for f in np.flatnonzero(offers):
            needed[s.offer_giver[f]] = True
        for d in range(draws):
            consents = True
            if members[d].any():
                for i in np.flatnonzero(s.belligerent):
                    sticks = sum(
                        w.lever_strength[mode, d, v] * active[d, v]
                        for v, lever in enumerate(s.levers)
                        if lever.kind == STICK and lever.target == i
                    )
                    doubt = np.mean([w.mistrust[d, k, i] for k in np.flatnonzero(members[d])])
                    margin = share * surplus[i] - (1 - share) * sticks - base_share * base_surplus[i] - doubt
                    consents &= bool(margin >= -TOLERANCE)
            links[d, 0] = consents
            links[d, 1] = consents and exists[d]
            links[d, 2] = consents * found[d]
            for weight, p in ways[d]:
                margins, holds = self.delivery(p, d, (mode, month, active), bare, share, base_share, members, offers)
                engaged = all(
                    margins[h] >= -TOLERANCE for h in np.flatnonzero(needed) if not (optional[h] and not members[d, h])
                )
                links[d, 3] += consents * weight * engaged
                links[d, 4] += consents * weight * (engaged and bool((holds >= -TOLERANCE).all()))
        mean = links.mean(axis=0)
        return Reference(share, float(exists.mean()), float(mean[4]), tuple(mean), surplus)
