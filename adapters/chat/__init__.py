"""Language models by LangChain, shared by the members that ask one."""
