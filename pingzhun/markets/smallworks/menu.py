"""The folders of the manual's menus."""

ROOT = "小型工程项目管理"
TENDERING = f"{ROOT}/小型工程项目/项目承发包阶段"
BUILDING = f"{ROOT}/小型工程项目/项目施工阶段"
ACCEPTANCE = f"{ROOT}/小型工程项目/项目验收阶段"
AUXILIARY = f"{ROOT}/小型工程项目/辅助功能"
EMERGENCY = f"{ROOT}/应急工程"
REPORTS = f"{ROOT}/项目验收阶段"  # of 监理单位 and 审计单位
EMERGENCY_REPORTS = f"{ROOT}/应急工程项目"
ENROLMENT = "我的报名"
OVERSIGHT = "小型工程交易事物查看"
