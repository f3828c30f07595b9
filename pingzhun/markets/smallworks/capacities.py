"""Who takes part in 散小工程. Apart from the manifest, so that models can name them before any market is registered."""

from pingzhun.directory.capacities import CapacityKind

AUTHORITY = CapacityKind("smallworks.authority", "行业主管", official=True, administers=True)
SUPERVISOR = CapacityKind("smallworks.supervisor", "监理单位")
AUDITOR = CapacityKind("smallworks.auditor", "审计单位")
TOWN = CapacityKind("smallworks.town", "街镇")
AGENT = CapacityKind("smallworks.agent", "代理机构")
BUILDER = CapacityKind("smallworks.builder", "施工单位")

COMPANIES = (BUILDER, SUPERVISOR, AUDITOR, AGENT)  # 企业类型: those that a roster can be of
