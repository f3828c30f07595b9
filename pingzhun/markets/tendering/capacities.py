"""Who takes part in 政府采购. Apart from the manifest, so that models can name them before any market is registered."""

from pingzhun.directory.capacities import CapacityKind

AGENT = CapacityKind("tendering.agent", "招标代理", opens=True)
ENTITY = CapacityKind("tendering.entity", "采购人", opens=True)
SUPPLIER = CapacityKind("tendering.supplier", "供应商")
CENTRE = CapacityKind("tendering.centre", "交易中心", official=True, administers=True, opens=True)
SUPERVISOR = CapacityKind("tendering.supervisor", "监督部门", official=True)
