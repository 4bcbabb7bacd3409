"""What is doubtful in the data: questions with their numbers, and the answers that quarters give."""
