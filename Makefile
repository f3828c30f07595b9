# Two commands matter: `make demo` and `make test`. Both prepare the machine by themselves; Python 3.11 is enough.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test torture serve worker lint migrated format types lock coverage-table screenshots clean

python := $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
setup = $(or $(python),$(error 需要 Python 3.11 或更新的版本，请先安装)) -m tools.setup
venv := .venv/bin/python
with_database := $(venv) tools/pg.py run

help: ## 列出这些命令
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## 运行整个平台和演示数据，按 Ctrl-C 停止（PORT=8000）
	@$(setup)
	@exec $(venv) -m tools.demo

test: ## 全部检查和测试
	@$(setup) --tests
	@$(MAKE) --no-print-directory --jobs=2 --output-sync migrated lint types
	@exec $(venv) -m pytest -q -n 2 --dist worksteal $(ARGS)

torture: ## 故意破坏：强行终止、截止竞争、恶意文件和输入（约一小时，见 docs/torture.md）
	@$(setup) --tests
	@$(venv) -m bench.torture.crash
	@for control in synchronous-commit-off check-then-insert no-outbox; do \
		$(venv) -m bench.torture.crash --control $$control || exit 1; done
	@$(venv) -m bench.torture.race
	@PINGZHUN_TORTURE=1 $(venv) -m pytest -q tests/torture

serve: ## 开发服务器：改代码即生效
	@$(setup) --tests
	@PINGZHUN_DEBUG=1 $(with_database) $(venv) manage.py runserver $(PORT)

worker: ## 后台任务：到期、通知、存证
	@$(setup)
	@$(with_database) $(venv) manage.py worker

lint:
	@$(venv) -m ruff check --quiet .
	@$(venv) -m ruff format --quiet --check . || { echo '格式不合：请运行 make format。'; exit 1; }
	@$(venv) -c 'from importlinter.cli import lint_imports_command as lint; lint()' > .data/imports.log || { cat .data/imports.log; exit 1; }

migrated:
	@$(venv) -m tests.cluster

types:
	@$(venv) -m mypy --no-error-summary pingzhun config tools

format: ## 整理代码格式
	@$(setup) --tests
	@$(venv) -m ruff check --quiet --fix . ; $(venv) -m ruff format --quiet .

lock: ## 按 requirements/*.in 重新锁定软件包
	@$(setup)
	@$(venv) -m pip install --quiet --upgrade --require-hashes --target .data/uv -r requirements/uv.lock
	@cd requirements && for name in base dev node uv; do \
		../.data/uv/bin/uv pip compile --quiet --universal --python-version 3.11 \
			--generate-hashes --no-emit-index-url --custom-compile-command 'make lock' $$name.in -o $$name.lock; done

coverage-table: ## 需求编号对应的测试，写入 docs/coverage.md
	@$(setup) --tests
	@$(venv) -m tools.coverage_table

screenshots: ## 重新拍摄 docs/screenshots 中的页面
	@$(setup) --tests
	@PINGZHUN_SCREENSHOTS=docs/screenshots $(venv) -m pytest -q -m browser $(ARGS)

clean: ## 删除生成的东西；.data 中的数据留着
	@rm -rf .venv node_modules staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
