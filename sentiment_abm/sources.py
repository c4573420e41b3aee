"""The literature and the data behind the model: one entry per source, cited everywhere by its key.

A key is the first author's name and the year.  A field that could not be checked is left out rather than guessed;
a title in brackets describes a source that has none of its own.
"""

import difflib
from typing import NamedTuple, Protocol


class Source(NamedTuple):
    """One reference; `venue` and `doi` are empty where they are not known for certain."""

    key: str
    authors: str
    year: int
    title: str
    venue: str = ""
    doi: str = ""

    def __str__(self) -> str:
        place = f" {self.venue}." if self.venue else ""
        link = f" https://doi.org/{self.doi}" if self.doi else ""
        stop = "" if self.title.endswith(("?", "]")) else "."
        return f"[{self.key}] {self.authors} ({self.year}). {self.title}{stop}{place}{link}"


class UnknownSourceError(KeyError):
    """A key that no source has; all unknown keys at once, each with the nearest valid one."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problems))

    def __str__(self) -> str:
        return "; ".join(self.problems)


# fmt: off
_ALL = (
    Source("barabasi1999", "Barabási, A.-L., Albert, R.", 1999, "Emergence of scaling in random networks",
     "Science 286, 509–512", "10.1126/science.286.5439.509"),
    Source("bell1985", "Bell, D. E.", 1985, "Disappointment in decision making under uncertainty",
     "Operations Research 33(1), 1–27", "10.1287/opre.33.1.1"),
    Source("blain2020", "Blain, B., Rutledge, R. B.", 2020,
     "Momentary subjective well-being depends on learning and not reward", "eLife 9, e57977", "10.7554/eLife.57977"),
    Source("bovens2003", "Bovens, L., Hartmann, S.", 2003, "Bayesian Epistemology", "Oxford University Press"),
    Source("brown2024", "Brown, A. L., Imai, T., Vieider, F. M., Camerer, C. F.", 2024,
     "Meta-analysis of empirical estimates of loss aversion",
     "Journal of Economic Literature 62(2), 485–516", "10.1257/jel.20221698"),
    Source("campolongo2007", "Campolongo, F., Cariboni, J., Saltelli, A.", 2007,
     "An effective screening design for sensitivity analysis of large models",
     "Environmental Modelling & Software 22(10), 1509–1518", "10.1016/j.envsoft.2006.10.004"),
    Source("candia2019", "Candia, C., Jara-Figueroa, C., Rodriguez-Sickert, C., Barabási, A.-L., Hidalgo, C. A.", 2019,
     "The universal decay of collective memory and attention",
     "Nature Human Behaviour 3, 82–91", "10.1038/s41562-018-0474-5"),
    Source("card2011", "Card, D., Dahl, G. B.", 2011,
     "Family violence and football: The effect of unexpected emotional cues on violent behavior",
     "Quarterly Journal of Economics 126(1), 103–143", "10.1093/qje/qjr001"),
    Source("centola2010", "Centola, D.", 2010, "The spread of behavior in an online social network experiment",
     "Science 329, 1194–1197", "10.1126/science.1185231"),
    Source("clifford1973", "Clifford, P., Sudbury, A.", 1973,
     "A model for spatial conflict", "Biometrika 60(3), 581–588"),
    Source("cowan2001", "Cowan, N.", 2001,
     "The magical number 4 in short-term memory: A reconsideration of mental storage capacity",
     "Behavioral and Brain Sciences 24(1), 87–114", "10.1017/S0140525X01003922"),
    Source("dakos2012", "Dakos, V., et al.", 2012,
     "Methods for detecting early warnings of critical transitions in time series illustrated using simulated "
     "ecological data", "PLoS ONE 7(7), e41010", "10.1371/journal.pone.0041010"),
    Source("deberker2016", "de Berker, A. O., Rutledge, R. B., Mathys, C., Marshall, L., Cross, G. F., Dolan, R. J., "
     "Bestmann, S.", 2016, "Computations of uncertainty mediate acute stress responses in humans",
     "Nature Communications 7, 10996", "10.1038/ncomms10996"),
    Source("deffuant2000", "Deffuant, G., Neau, D., Amblard, F., Weisbuch, G.", 2000,
     "Mixing beliefs among interacting agents", "Advances in Complex Systems 3, 87–98", "10.1142/S0219525900000078"),
    Source("degroot1974", "DeGroot, M. H.", 1974, "Reaching a consensus",
     "Journal of the American Statistical Association 69(345), 118–121", "10.1080/01621459.1974.10480137"),
    Source("dolton2018", "Dolton, P., MacKerron, G.", 2018,
     "Is football a matter of life and death – or is it more important than that?"),
    Source("efron1987", "Efron, B.", 1987, "Better bootstrap confidence intervals",
     "Journal of the American Statistical Association 82(397), 171–185", "10.1080/01621459.1987.10478410"),
    Source("eppler2004", "Eppler, M. J., Mengis, J.", 2004,
     "The concept of information overload: A review of literature from organization science, accounting, marketing, "
     "MIS, and related disciplines", "The Information Society 20(5), 325–344", "10.1080/01972240490507974"),
    Source("erdos1959", "Erdős, P., Rényi, A.", 1959, "On random graphs I",
     "Publicationes Mathematicae Debrecen 6, 290–297"),
    Source("esteban1994", "Esteban, J.-M., Ray, D.", 1994, "On the measurement of polarization",
     "Econometrica 62(4), 819–851", "10.2307/2951734"),
    Source("ferland2006", "Ferland, R., Latour, A., Oraichi, D.", 2006, "Integer-valued GARCH process",
     "Journal of Time Series Analysis 27(6), 923–942", "10.1111/j.1467-9892.2006.00496.x"),
    Source("fortunato2004", "Fortunato, S.", 2004,
     "Universality of the threshold for complete consensus for the opinion dynamics of Deffuant et al",
     "International Journal of Modern Physics C 15(9), 1301–1307"),
    Source("fortunato2005", "Fortunato, S.", 2005,
     "On the consensus threshold for the opinion dynamics of Krause–Hegselmann",
     "International Journal of Modern Physics C 16(2), 259–270"),
    Source("fowler2008", "Fowler, J. H., Christakis, N. A.", 2008,
     "Dynamic spread of happiness in a large social network: Longitudinal analysis over 20 years in the Framingham "
     "Heart Study", "BMJ 337, a2338", "10.1136/bmj.a2338"),
    Source("friedkin1990", "Friedkin, N. E., Johnsen, E. C.", 1990, "Social influence and opinions",
     "Journal of Mathematical Sociology 15(3–4), 193–206", "10.1080/0022250X.1990.9990069"),
    Source("gallup2025", "Gallup", 2025, "Ukrainian support for war effort collapses",
     "Survey of Ukrainians, fieldwork 1–14 July 2025"),
    Source("garrett2014", "Garrett, N., Sharot, T.", 2014,
     "How robust is the optimistic update bias for estimating self-risk and population base rates?",
     "PLoS ONE 9(6), e98848", "10.1371/journal.pone.0098848"),
    Source("genest1986", "Genest, C., McConway, K. J., Schervish, M. J.", 1986,
     "Characterization of externally Bayesian pooling operators", "Annals of Statistics 14(2), 487–501"),
    Source("gneiting2007", "Gneiting, T., Raftery, A. E.", 2007,
     "Strictly proper scoring rules, prediction, and estimation",
     "Journal of the American Statistical Association 102(477), 359–378", "10.1198/016214506000001437"),
    Source("golub2010", "Golub, B., Jackson, M. O.", 2010, "Naïve learning in social networks and the wisdom of crowds",
     "American Economic Journal: Microeconomics 2(1), 112–149", "10.1257/mic.2.1.112"),
    Source("gradus2025", "Gradus Research", 2025,
     "Ukrainians' expectations from the meeting between Trump and Putin in Alaska",
     "Survey of Ukrainians, August 2025"),
    Source("granovetter1978", "Granovetter, M.", 1978, "Threshold models of collective behavior",
     "American Journal of Sociology 83(6), 1420–1443", "10.1086/226707"),
    Source("grimm2014", "Grimm, V., Augusiak, J., Focks, A., Frank, B. M., Gabsi, F., Johnston, A. S. A., Liu, C., "
     "Martin, B. T., Meli, M., Radchuk, V., Thorbek, P., Railsback, S. F.", 2014,
     "Towards better modelling and decision support: Documenting model development, testing, and analysis using TRACE",
     "Ecological Modelling 280, 129–139", "10.1016/j.ecolmodel.2014.01.018"),
    Source("grimm2020", "Grimm, V., et al.", 2020,
     "The ODD protocol for describing agent-based and other simulation models: A second update to improve clarity, "
     "replication, and structural realism", "Journal of Artificial Societies and Social Simulation 23(2), 7"),
    Source("hawkes1971", "Hawkes, A. G.", 1971, "Spectra of some self-exciting and mutually exciting point processes",
     "Biometrika 58(1), 83–90", "10.1093/biomet/58.1.83"),
    Source("hegselmann2002", "Hegselmann, R., Krause, U.", 2002,
     "Opinion dynamics and bounded confidence: Models, analysis and simulation",
     "Journal of Artificial Societies and Social Simulation 5(3), 2"),
    Source("herrerias2019", "Herrerías-Azcué, F., Galla, T.", 2019,
     "Consensus and diversity in multistate noisy voter models", "Physical Review E 100, 022304"),
    Source("hesterberg2015", "Hesterberg, T. C.", 2015,
     "What teachers should know about the bootstrap: Resampling in the undergraduate statistics curriculum",
     "The American Statistician 69(4), 371–386"),
    Source("hill2010", "Hill, A. L., Rand, D. G., Nowak, M. A., Christakis, N. A.", 2010,
     "Emotions as infectious diseases in a large social network: The SISa model",
     "Proceedings of the Royal Society B 277, 3827–3835", "10.1098/rspb.2010.1217"),
    Source("hodas2012", "Hodas, N. O., Lerman, K.", 2012,
     "How visibility and divided attention constrain social contagion"),
    Source("holland1983", "Holland, P. W., Laskey, K. B., Leinhardt, S.", 1983, "Stochastic blockmodels: First steps",
     "Social Networks 5(2), 109–137", "10.1016/0378-8733(83)90021-7"),
    Source("josang2002", "Jøsang, A., Ismail, R.", 2002, "The beta reputation system",
     "15th Bled Electronic Commerce Conference"),
    Source("kelley1971", "Kelley, H. H.", 1971, "Attribution in social interaction"),
    Source("kiis2022", "Kyiv International Institute of Sociology (KIIS)", 2022,
     "[surveys of Ukrainians, 2022 to 2026, read in press releases and news reports]"),
    Source("kramer2014", "Kramer, A. D. I., Guillory, J. E., Hancock, J. T.", 2014,
     "Experimental evidence of massive-scale emotional contagion through social networks",
     "PNAS 111(24), 8788–8790", "10.1073/pnas.1320040111"),
    Source("leclerc2015", "LeClerc, J., Joslyn, S.", 2015, "The cry wolf effect and weather-related decision making",
     "Risk Analysis 35(3), 385–395", "10.1111/risa.12336"),
    Source("levada2022", "Levada Center", 2022,
     "[surveys of Russians, 2022 to 2026, read in the center's own and in news reports]"),
    Source("lim2019", "Lim, J. R., Liu, B. F., Egnoto, M.", 2019,
     "Cry wolf effect? Evaluating the impact of false alarms on public responses to tornado alerts in the southeastern "
     "United States", "Weather, Climate, and Society 11(3), 549–563"),
    Source("loomes1986", "Loomes, G., Sugden, R.", 1986,
     "Disappointment and dynamic consistency in choice under uncertainty",
     "Review of Economic Studies 53(2), 271–282", "10.2307/2297651"),
    Source("malhotra2014", "Malhotra, N., Margalit, Y.", 2014, "Expectation setting and retrospective voting",
     "Journal of Politics 76(4), 1000–1016"),
    Source("matejka2015", "Matějka, F., McKay, A.", 2015,
     "Rational inattention to discrete choices: A new foundation for the multinomial logit model",
     "American Economic Review 105(1), 272–298", "10.1257/aer.20130047"),
    Source("mazur1987", "Mazur, J. E.", 1987, "An adjusting procedure for studying delayed reinforcement",
     "In Quantitative Analyses of Behavior 5, Erlbaum"),
    Source("mcpherson2001", "McPherson, M., Smith-Lovin, L., Cook, J. M.", 2001,
     "Birds of a feather: Homophily in social networks",
     "Annual Review of Sociology 27, 415–444", "10.1146/annurev.soc.27.1.415"),
    Source("merdes2021", "Merdes, C., von Sydow, M., Hahn, U.", 2021, "Formal models of source reliability",
     "Synthese 198, 5773–5801", "10.1007/s11229-020-02595-2"),
    Source("moorsmith2026", "Moor-Smith, S., Carpentras, D.", 2026,
     "Testing the validity of multiple opinion dynamics models", "arXiv:2602.00876"),
    Source("moran2016", "Moran, T. P.", 2016,
     "Anxiety and working memory capacity: A meta-analysis and narrative review",
     "Psychological Bulletin 142(8), 831–864", "10.1037/bul0000051"),
    Source("morris1991", "Morris, M. D.", 1991, "Factorial sampling plans for preliminary computational experiments",
     "Technometrics 33(2), 161–174", "10.1080/00401706.1991.10484804"),
    Source("mueller1970", "Mueller, J. E.", 1970, "Presidential popularity from Truman to Johnson",
     "American Political Science Review 64(1), 18–34", "10.2307/1955610"),
    Source("muller2013", "Müller, B., Bohn, F., Dreßler, G., Groeneveld, J., Klassert, C., Martin, R., Schlüter, M., "
     "Schulze, J., Weise, H., Schwarz, N.", 2013,
     "Describing human decisions in agent-based models: ODD+D, an extension of the ODD protocol",
     "Environmental Modelling & Software 48, 37–48", "10.1016/j.envsoft.2013.06.003"),
    Source("newman2002", "Newman, M. E. J.", 2002, "Spread of epidemic disease on networks",
     "Physical Review E 66, 016128", "10.1103/PhysRevE.66.016128"),
    Source("newman2003", "Newman, M. E. J.", 2003, "Mixing patterns in networks",
     "Physical Review E 67, 026126", "10.1103/PhysRevE.67.026126"),
    Source("palminteri2017", "Palminteri, S., Lefebvre, G., Kilford, E. J., Blakemore, S.-J.", 2017,
     "Confirmation bias in human reinforcement learning: Evidence from counterfactual feedback processing",
     "PLoS Computational Biology 13(8), e1005684", "10.1371/journal.pcbi.1005684"),
    Source("pfister2013", "Pfister, R., Schwarz, K. A., Janczyk, M., Dale, R., Freeman, J. B.", 2013,
     "Good things peak in pairs: A note on the bimodality coefficient",
     "Frontiers in Psychology 4, 700", "10.3389/fpsyg.2013.00700"),
    Source("politis1992", "Politis, D. N., Romano, J. P.", 1992,
     "A circular block-resampling procedure for stationary data",
     "in LePage, R., Billard, L. (eds), Exploring the Limits of Bootstrap, Wiley, 263–270"),
    Source("pos2011", "Bolger, G., Hobart, J. (Public Opinion Strategies)", 2011,
     "Where's the bounce? [and the table of earlier bounces in presidential approval that it sums up]"),
    Source("reyna1995", "Reyna, V. F., Brainerd, C. J.", 1995, "Fuzzy-trace theory: An interim synthesis",
     "Learning and Individual Differences 7(1), 1–75", "10.1016/1041-6080(95)90031-4"),
    Source("rutledge2014", "Rutledge, R. B., Skandali, N., Dayan, P., Dolan, R. J.", 2014,
     "A computational and neural model of momentary subjective well-being",
     "PNAS 111(33), 12252–12257", "10.1073/pnas.1407535111"),
    Source("salmon2011", "Salmon, J. K., Moraes, M. A., Dror, R. O., Shaw, D. E.", 2011,
     "Parallel random numbers: As easy as 1, 2, 3", "SC11", "10.1145/2063384.2063405"),
    Source("saltelli2002", "Saltelli, A.", 2002,
     "Making best use of model evaluations to compute sensitivity indices",
     "Computer Physics Communications 145(2), 280–297", "10.1016/S0010-4655(02)00280-1"),
    Source("saltelli2010", "Saltelli, A., Annoni, P., Azzini, I., Campolongo, F., Ratto, M., Tarantola, S.", 2010,
     "Variance based sensitivity analysis of model output. Design and estimator for the total sensitivity index",
     "Computer Physics Communications 181(2), 259–270", "10.1016/j.cpc.2009.09.018"),
    Source("scheffer2009", "Scheffer, M., et al.", 2009, "Early-warning signals for critical transitions",
     "Nature 461, 53–59", "10.1038/nature08227"),
    Source("schmolke2010", "Schmolke, A., Thorbek, P., DeAngelis, D. L., Grimm, V.", 2010,
     "Ecological models supporting environmental decision making: a strategy for the future",
     "Trends in Ecology & Evolution 25(8), 479–486", "10.1016/j.tree.2010.05.001"),
    Source("schweitzer2006", "Schweitzer, M. E., Hershey, J. C., Bradlow, E. T.", 2006,
     "Promises and lies: Restoring violated trust",
     "Organizational Behavior and Human Decision Processes 101(1), 1–19", "10.1016/j.obhdp.2006.05.005"),
    Source("sharot2011", "Sharot, T., Korn, C. W., Dolan, R. J.", 2011,
     "How unrealistic optimism is maintained in the face of reality",
     "Nature Neuroscience 14, 1475–1479", "10.1038/nn.2949"),
    Source("simmons2009", "Simmons, K. M., Sutter, D.", 2009, "False alarms, tornado warnings, and tornado casualties",
     "Weather, Climate, and Society 1(1), 38–53"),
    Source("slovic1993", "Slovic, P.", 1993, "Perceived risk, trust, and democracy",
     "Risk Analysis 13(6), 675–682", "10.1111/j.1539-6924.1993.tb01329.x"),
    Source("sobol2001", "Sobol', I. M.", 2001,
     "Global sensitivity indices for nonlinear mathematical models and their Monte Carlo estimates",
     "Mathematics and Computers in Simulation 55(1–3), 271–280", "10.1016/S0378-4754(00)00270-6"),
    Source("sood2005", "Sood, V., Redner, S.", 2005, "Voter model on heterogeneous graphs",
     "Physical Review Letters 94, 178701", "10.1103/PhysRevLett.94.178701"),
    Source("soroka2019", "Soroka, S., Fournier, P., Nir, L.", 2019,
     "Cross-national evidence of a negativity bias in psychophysiological reactions to news",
     "PNAS 116(38), 18888–18892", "10.1073/pnas.1908369116"),
    Source("watts1998", "Watts, D. J., Strogatz, S. H.", 1998, "Collective dynamics of 'small-world' networks",
     "Nature 393, 440–442", "10.1038/30918"),
    Source("watts2002", "Watts, D. J.", 2002, "A simple model of global cascades on random networks",
     "PNAS 99(9), 5766–5771", "10.1073/pnas.082090499"),
    Source("weng2012", "Weng, L., Flammini, A., Vespignani, A., Menczer, F.", 2012,
     "Competition among memes in a world with limited attention", "Scientific Reports 2, 335", "10.1038/srep00335"),
    Source("wichura1988", "Wichura, M. J.", 1988, "Algorithm AS 241: The percentage points of the normal distribution",
     "Applied Statistics 37(3), 477–484", "10.2307/2347330"),
    Source("wu2007", "Wu, F., Huberman, B. A.", 2007, "Novelty and collective attention",
     "PNAS 104(45), 17599–17601", "10.1073/pnas.0704916104"),
    Source("zachary1977", "Zachary, W. W.", 1977, "An information flow model for conflict and fission in small groups",
     "Journal of Anthropological Research 33(4), 452–473"),
)
# fmt: on

SOURCES: dict[str, Source] = {source.key: source for source in sorted(_ALL)}


class Referring(Protocol):
    """Anything that knows what it stands on: a run, or the results of a study."""

    @property
    def references(self) -> tuple[str, ...]:
        """Keys of sources."""


def cite(*what: str | Referring) -> str:
    """A readable list of sources, one a line, in the order of their keys.

    Parameters
    ----------
    what
        Keys of sources, or a :class:`~sentiment_abm.engine.run.Run` or loaded results for what they stand on: the
        sources of the mechanisms that are switched on in a run, of its network and its defaults.  Nothing: all.

    Returns
    -------
    str
        One line for each source: key, authors, year, title, and venue and DOI where they are known.

    Raises
    ------
    UnknownSourceError
        A KeyError that names every unknown key and the nearest valid one.

    Examples
    --------
    >>> print(cite("slovic1993"))
    [slovic1993] Slovic, P. (1993). Perceived risk, trust, and democracy. Risk Analysis 13(6), 675–682. https://doi...
    """
    keys = [key for each in what for key in ((each,) if isinstance(each, str) else each.references)]
    if what and not keys:
        return ""  # of something that stands on no source, which is not to ask for all of them
    unknown = sorted({key for key in keys if key not in SOURCES})
    if unknown:
        raise UnknownSourceError([f"unknown source '{key}'{_nearest(key)}" for key in unknown])
    return "\n".join(str(SOURCES[key]) for key in sorted(set(keys) or SOURCES))


def _nearest(key: str) -> str:
    # This module is below `spec`, which has the same hint for parameters, so it asks difflib itself.
    close = difflib.get_close_matches(key, SOURCES, n=1, cutoff=0.5)
    return f" (did you mean '{close[0]}'?)" if close else ""
