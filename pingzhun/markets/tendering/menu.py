"""The folders of the manual's menus, and those of the sides that it leaves out."""

ROOT = "采购业务"
REGISTERING = f"{ROOT}/计划注册"
BEFORE_OPENING = f"{ROOT}/开标前"
ENTITY_ROOT = "采购人业务"
BIDDING = "投标业务"
CENTRE_ROOT = "交易中心"
OVERSIGHT = "监督"
