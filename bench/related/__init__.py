"""How well Don't Miss chooses, and what that costs: measured against links that authors made."""
