"""A made-up report that holds everything a report can hold; its numbers are plausible, nothing was computed for it."""

from __future__ import annotations

from dataclasses import replace

from reports.record import (
    ClaimRecord,
    DocumentRecord,
    EvidenceRecord,
    HeadingRecord,
    HypothesisRecord,
    LevelRecord,
    MutantRecord,
    RemarkRecord,
    Report,
    StepRecord,
    TeethRecord,
    WitnessRecord,
)

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> [click](javascript:alert(3)) `|` **x** ]]> &amp; \x1b[31m\x00"
FISHER = r"F_{[\mu, s]}\left[\operatorname{Normal}(\mu,\, s)\right] = \begin{pmatrix}\frac{1}{s^{2}} & 0 \\ 0 & \frac{2}{s^{2}}\end{pmatrix}"
KL = (
    r"\operatorname{KL}\left(\mathcal{N}(\mu,\sigma)\,\|\,\mathcal{N}(\nu,\tau)\right)"
    r" = \log\frac{\tau}{\sigma} + \frac{\sigma^{2} + (\mu-\nu)^{2}}{2\tau^{2}} - \frac{1}{2}"
)
TOML = 'id = "S2.1"\nlet = { mu = "real", s = "positive" }\nclaim = "fisher(Normal(mu, s), [mu, s]) == [[1/s**2, 0], [0, 2/s**2]]"'


def mutants(killed: int, equivalent: int = 0, survives: int = 0) -> tuple[MutantRecord, ...]:
    """Mutants of both levels."""
    operators = ["sign", "factor", "exponent", "index"]
    expression = [
        MutantRecord("expression", operators[k % 4], f"F == {k + 2}/s**2", "killed", f"at s = {k + 1}: 1 against {k + 2}") for k in range(killed)
    ]
    definition = [
        MutantRecord("definition", "arguments of KL swapped", "kl(Q, P) == 1/2*d**2", "killed", "at s = 2: 1/8 against 1/2"),
        MutantRecord("definition", "measure of the expectation", "E(s*s.T, y, q)", "killed", "at p = 1/4: 16/3 against 16"),
    ]
    same = [MutantRecord("definition", "any law for the model's own", "-E(hess(log(r)), y, q)", "equivalent", "zero in Q(z)") for _ in range(equivalent)]
    left = [MutantRecord("expression", "term dropped", "F == 0", "survives", "not refuted in 200 draws") for _ in range(survives)]
    return (*expression, *definition, *same, *left)


def teeth(listed: tuple[MutantRecord, ...]) -> TeethRecord:
    """The counts that belong to the mutants."""

    def level(name: str) -> LevelRecord:
        mine = [one.outcome for one in listed if one.level == name]
        return LevelRecord(mine.count("killed"), len(mine), mine.count("equivalent"))

    return TeethRecord(level("expression"), level("definition"))


def proved(identifier: str, line: int, latex: str, statement: str, **more: object) -> ClaimRecord:
    """A proved claim with derivation, evidence and negative controls."""
    listed = more.pop("mutants", mutants(9))
    claim = ClaimRecord(
        identifier, line, statement, "proved", as_expected=True, latex=latex, grade="replayed", scope="family=Normal",
        evidence=(
            EvidenceRecord("python-flint", "proved", "exact", "zero in the fraction field of Q(mu, s)"),
            EvidenceRecord("SymPy field", "proved", "exact", "the same residual is zero"),
            EvidenceRecord("quadrature", "supported", "certified", "3 exact points, radius at most 1e-30"),
        ),
        side_conditions=("s != 0", "derivative and integral are exchanged"), teeth=teeth(listed), mutants=listed, seconds=0.49,  # type: ignore[arg-type]
        steps=(
            StepRecord("score of the normal law", r"\nabla\log p \;\longrightarrow\; \begin{pmatrix}\frac{y-\mu}{s^2} \\ \frac{(y-\mu)^2}{s^3}-\frac1s\end{pmatrix}"),
            StepRecord("moment kernel of Normal", r"\mathbb{E}\left[(y-\mu)^{4}\right] \;\longrightarrow\; 3\,s^{4}", ("moments exist",)),
        ),
        toml=TOML, command=f"fisherproof show {identifier}",
    )  # fmt: skip
    return replace(claim, **more)  # type: ignore[arg-type]


def refuted(identifier: str, line: int, latex: str, statement: str, **more: object) -> ClaimRecord:
    """A claim that is entered as an error and refuted with a witness."""
    claim = ClaimRecord(
        identifier, line, statement, "refuted", as_expected=True, latex=latex, expect="false", fault="slip", grade="certified",
        scope="family=Normal", evidence=(EvidenceRecord("arb", "refuted", "certified", "the ball excludes zero"), EvidenceRecord("mpmath", "refuted", "certified", "50 digits")),
        witness=WitnessRecord({"theta": "1/3", "y": "1", "delta": "1/2"}, "0.77941824158384745667", "0.36198844804616213354", "[0.41742979353768532 +/- 4e-18]"),
        seconds=0.03, toml=TOML.replace("S2.1", identifier), command=f"fisherproof show {identifier}",
    )  # fmt: skip
    return replace(claim, **more)  # type: ignore[arg-type]


def first_document() -> DocumentRecord:
    """A document with a claim of every verdict."""
    hypotheses = (
        HypothesisRecord("free_of(h, z)", r"h \perp z", "at z = 2: 1/4 against -1/4"),
        HypothesisRecord("z > 0", "z > 0", None),
    )
    entries = (
        HeadingRecord(1, "New perspectives on the natural gradient", 1),
        HeadingRecord(2, "6 Geometric interpretation", 5),
        RemarkRecord("S6.0", 8, "6 Geometric interpretation", "Section 6, first paragraph", "a natural choice", "An opinion."),
        refuted("S6.16", 12, r"\sigma^2(1) = \frac{3}{2}", "sigma2(1) == 3/2", section="6 Geometric interpretation", fault="wrong", source="Section 6, last paragraph",
                quote="following the geodesic path towards the target distribution", note="The natural-gradient path is not the Fisher geodesic. At the middle the variance is 2, not 3/2."),
        proved("S6.16c", 20, r"\eta(t)=\eta^{*}+e^{-t}\,(\eta_0-\eta^{*})", "eta(t) == eta1 + exp(-t)*(eta0 - eta1)", section="6 Geometric interpretation", corrects="S6.16", grade="exact",
               note="It is a straight line in the mean parameters."),
        HeadingRecord(2, "8 Fisher and Gauss-Newton", 30),
        proved("S8.17", 33, r"\log r(y \mid z)=z^\top T(y)-\log Z(z)+k(y)\;\Longrightarrow\;F_R=H_L", "fisher(p, z) == hess(nll(p, y), z)", section="8 Fisher and Gauss-Newton",
               note="For natural parameters the two inner matrices are equal. The base measure is added here; the document prints none.", quote="holds in the important case of an exponential family model",
               source="Section 8, after eq. (5)", hypotheses=hypotheses, mutants=mutants(8, equivalent=1)),
        ClaimRecord("S8.6", 41, "experiment amari-unit", "supported", as_expected=True, grade="numeric", scope="|w| = 1, b = 0", section="8 Fisher and Gauss-Newton",
                    source="Section 8, citing Amari (1998)", evidence=(EvidenceRecord("Monte Carlo", "supported", "numeric", "N = 2000000, seed 7: 0.464162, 99 % [0.463515, 0.464808], z = -0.96"),), seconds=2.9,
                    note="One tanh unit has a Fisher matrix in three integrals.", toml='id = "S8.6"\nexperiment = "amari-unit"', command="fisherproof show S8.6"),
        ClaimRecord("S8.6q", 48, "c0 == 0.0700636", "disputed", as_expected=False, latex=r"c_0 = \int_{-\infty}^{\infty} \operatorname{sech}^{4}(5x)\,\varphi(x)\,\mathrm{d}x", section="8 Fisher and Gauss-Newton",
                    evidence=(EvidenceRecord("Gauss-Hermite", "supported", "numeric", "0.0700636174"), EvidenceRecord("trapezoid", "refuted", "numeric", "0.1057063280")), scope="|w| = 5",
                    reason="two engines disagree", note="Two quadrature rules give 0.0701 and 0.1057 for one integral.", seconds=0.04, command="fisherproof show S8.6q"),
        HeadingRecord(2, "9 Step sizes", 55),
        ClaimRecord("S9.2", 58, "limit(t*v(t), t, oo) == c**2/(2*c - 1)", "inconclusive", as_expected=False, latex=r"v_{t+1}=\left(1-\frac{c}{t}\right)^{2}v_t+\frac{c^2}{t^2},\;c>\frac{1}{2}\;\Longrightarrow\;t\,v_t\to\frac{c^2}{2c-1}",
                    section="9 Step sizes", reason="stopped after 60 s of processor time", note="The rate of the schedule c/i.", seconds=60.0, source="Section 9", quote="enjoy certain theoretical convergence guarantees"),
        ClaimRecord("S9.3", 66, "ratio <= 4", "inconclusive", as_expected=False, latex=r"\rho \le 4", section="9 Step sizes", reason="no teeth: no definition-level mutant was killed", seconds=1.2,
                    mutants=mutants(0, survives=2)[2:], teeth=teeth(mutants(0, survives=2)[2:])),
        HeadingRecord(2, "10 Invariance under reparameterisation", 70),
        refuted("S10.1", 72, r"\det J_g \ne 0", "det(jac(g(c), c)) != 0", section="10 Invariance under reparameterisation", fault="hypothesis",
                witness=WitnessRecord({"c": "0", "g": "c**3"}, "0", "0", "0"), note="An invertible smooth map need not have an invertible Jacobian.", source="Section 10, before eq. (9)", quote="since g is"),
        proved("S10.1c", 80, r"J_g^{-1}C_\theta^{-1}J_g^{-\top}=\kappa\,C_\gamma^{-1} \iff J_g^\top C_\theta J_g=\kappa^{-1}C_\gamma", "J.T @ C @ J == D/kappa", section="10 Invariance under reparameterisation", corrects="S10.1",
               scope="all dimensions", note="Let g be a diffeomorphism."),
        ClaimRecord("S10.9", 88, "det(A) != 0", "vacuous", as_expected=False, latex=r"A = s\,s^\top,\; \det A \neq 0", grade="searched", section="10 Invariance under reparameterisation", scope="m >= 2",
                    reason="0 of 4096 draws satisfy the hypotheses", hypotheses=(HypothesisRecord("A == outer(s, s)", r"A = s\,s^\top"),), note="The empirical Fisher matrix is a case with invertible A.", seconds=0.03),
    )  # fmt: skip
    return DocumentRecord("notes/martens.md", "New perspectives on the natural gradient", entries)


def second_document() -> DocumentRecord:
    """A shorter document."""
    section = "Gaussian example"
    entries = (
        HeadingRecord(1, "Natural gradients", 1),
        HeadingRecord(2, section, 3),
        refuted("H6.8", 5, r"\mathbb{E}\left[(x-\mu)^3\right]=3\sigma^4", "E((x - mu)**3, x, Normal(mu, s)) == 3*s**4", section=section, source="Gaussian example, lower-right term",
                note="A fourth moment is written as a third.", quote="we can use the fact that", witness=WitnessRecord({"mu": "0", "s": "1"}, "0", "3", "[-3.000 +/- 5e-37]")),
        proved("H6.8c", 11, r"\mathbb{E}\left[(x-\mu)^4\right]=3\sigma^4", "E((x - mu)**4, x, Normal(mu, s)) == 3*s**4", section=section, corrects="H6.8"),
        proved("H6.10", 17, FISHER, "fisher(Normal(mu, s), [mu, s]) == [[1/s**2, 0], [0, 2/s**2]]", section=section, source="Gaussian example", quote="Bringing it all together, we see that the Fisher information matrix is"),
        refuted("H6.9", 22, FISHER.replace("2}{s", "-2}{s"), "fisher(Normal(mu, s), [mu, s]) == [[1/s**2, 0], [0, -2/s**2]]", section=section, fault="", tags=("control",)),
        HeadingRecord(2, "Appendix", 25),
        refuted("HA.1", 27, r"D(\theta,\theta_t)\approx \nabla D^\top d+d^\top H_t\,d,\quad d=\theta-\theta_t", "taylor(kl(P, Q), t, 0, 2) == d.T @ H @ d", section="Appendix", note="The factor one half of Taylor's formula is missing."),
        proved("HA.1c", 33, r"D(\theta,\theta_t)=\frac{1}{2}\,d^\top F(\theta_t)\,d+O(\|d\|^3)", "taylor(kl(P, Q), t, 0, 2) == d.T @ F @ d/2", section="Appendix", corrects="HA.1", mutants=mutants(10, equivalent=1), seconds=1.4),
        proved("HA.2", 40, KL, "kl(Normal(mu, s), Normal(nu, t)) == log(t/s) + (s**2 + (mu - nu)**2)/(2*t**2) - 1/2", section="Appendix", grade="exact"),
        replace(proved("HA.3", 44, r"\psi_1(k) \ge \frac{1}{k}", "polygamma(1, k) >= 1/k", section="Appendix"), verdict="refuted", as_expected=False, expect="true", grade="certified",
                witness=WitnessRecord({"k": "1/2"}, "4.9348022005446793094", "5", "[-0.0651977994553207 +/- 3e-17]"), note="A lower bound of the trigamma function."),
    )  # fmt: skip
    return DocumentRecord("notes/ho.md", "Natural gradients", entries)


def specimen() -> Report:
    """The report that the tests render."""
    tool = {"fisherproof": "0.1.0", "python": "3.11.7", "sympy": "1.14.0", "python-flint": "0.9.0", "seed": 20261121, "seconds": 74.6, "command": "fisherproof report"}
    return Report(tool, (first_document(), second_document()))


def hostile() -> Report:
    """A report in which every text tries to break out of its place."""
    attack = HOSTILE
    witness = WitnessRecord({attack: attack}, attack, attack, attack)
    claim = ClaimRecord(
        attack, 3, attack, "refuted", as_expected=False, source=attack, latex=rf"\text{{{attack}}}", scope=attack, reason=attack, section=attack, quote=attack, note=attack,
        evidence=(EvidenceRecord(attack, "refuted", "certified", attack),), side_conditions=(attack,), witness=witness, tags=(attack,), corrects=attack, toml=attack, command=attack,
        hypotheses=(HypothesisRecord(attack, attack, attack),), steps=(StepRecord(attack, rf"\href{{javascript:alert(4)}}{{x}}\style{{x:y}}{{{attack}}}", (attack,)),),
        mutants=(MutantRecord("definition", attack, attack, "survives", attack),),
    )  # fmt: skip
    proved_one = replace(claim, id="calm", verdict="proved", witness=None, mutants=(MutantRecord("definition", attack, attack, "equivalent", attack),))
    entries = (HeadingRecord(1, attack, 1), RemarkRecord(attack, 2, attack, attack, attack, attack), claim, replace(claim, id="top", as_expected=True, expect="false"), proved_one)
    return Report({attack: attack}, (DocumentRecord(attack, attack, entries),))
