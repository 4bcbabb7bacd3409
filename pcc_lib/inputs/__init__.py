"""What people bring, read strictly: the project folder, definitions, sources, plan, and models of what each may hold."""
