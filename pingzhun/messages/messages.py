from pingzhun.messages.kinds import Kind, register

CODE = register(
    Kind(
        "messages.code",
        title="验证码",
        category="账号",
        sms=True,
        text="验证码 {{ code }}，用于{{ purpose }}，{{ minutes }}分钟内有效。请勿告诉他人，工作人员不会索要。",
    )
)
