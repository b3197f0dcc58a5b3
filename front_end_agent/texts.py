"""What the command line says, in English and, where the machine speaks it, in Chinese."""

import os

ZH = {
    "agent": "前置机", "epoch": "世代", "frames": "帧", "sealed": "已封", "receipted": "已回执",
    "waiting": "待回执", "oldest": "最早待回执", "large files": "大文件", "size": "占用字节",
    "uplink": "上行", "last beat": "最近心跳", "error": "错误", "sources": "数据源", "ok": "正常",
    "failed": "失败", "rereading": "重读中", "starting": "启动中", "running": "运行中", "full": "已满",
    "paused": "已暂停", "stopped": "已停止", "settings": "配置", "home": "目录", "enrolment": "注册",
    "clock": "时钟", "hub": "中枢", "broker": "消息代理", "source": "数据源", "good": "通过", "bad": "不通过",
    "would take": "将采集", "enrolled as": "已注册为", "next: agent check, then agent run":
    "下一步：agent check，然后 agent run", "all is well": "全部通过", "not ready": "尚未就绪",
}  # fmt: skip


def say(text: str) -> str:
    """The text in the language of LANG; what has no Chinese is said in English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return ZH.get(text, text) if os.environ[name].startswith("zh") else text
    return text
