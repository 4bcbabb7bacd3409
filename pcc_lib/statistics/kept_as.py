"""Under what results of this room are kept: the code that they rest on, and the libraries that it calls (`core.stored`)."""

KEPT_AS = "statistics core: numpy pandas scipy statsmodels patsy"
