"""Arithmetic, tests, control charts, forecasts, small numbers. Nothing here knows of measures or projects.

Docstrings name their sources by author and year:

- Assimakopoulos and Nikolopoulos 2000: The theta model: a decomposition approach to forecasting. International Journal of
  Forecasting 16, 521.
- Auger and Lawrence 1989: Algorithms for the optimal identification of segment neighborhoods. Bulletin of Mathematical Biology
  51, 39.
- Benjamini and Hochberg 1995: Controlling the false discovery rate. Journal of the Royal Statistical Society B 57, 289.
- Breslow and Day 1987: Statistical Methods in Cancer Research II, The Design and Analysis of Cohort Studies.
- Cleveland and others 1990: STL: a seasonal-trend decomposition procedure based on loess. Journal of Official Statistics 6, 3.
- Clopper and Pearson 1934: The use of confidence or fiducial limits illustrated in the case of the binomial. Biometrika 26, 404.
- Conover 1999: Practical Nonparametric Statistics, third edition.
- Davison and Hinkley 1997: Bootstrap Methods and their Application.
- Efron 1987: Better bootstrap confidence intervals. Journal of the American Statistical Association 82, 171.
- Fearnhead and Rigaill 2019: Changepoint detection in the presence of outliers. Journal of the American Statistical Association
  114, 169.
- Fischetti and Salazar 2001: Solving the cell suppression problem on tabular data with linear constraints. Management Science
  47, 1008.
- Fisher 1921: On the "probable error" of a coefficient of correlation deduced from a small sample. Metron 1, 3.
- FunnelPlotR: R package by NHS-R Community.
- Garwood 1936: Fiducial limits for the Poisson distribution. Biometrika 28, 437.
- Goldstein and Spiegelhalter 1996: League tables and their limitations. Journal of the Royal Statistical Society A 159, 385.
- Granger and Newbold 1974: Spurious regressions in econometrics. Journal of Econometrics 2, 111.
- Hyndman and Athanasopoulos 2021: Forecasting: Principles and Practice, third edition.
- Hyndman and Billah 2003: Unmasking the theta method. International Journal of Forecasting 19, 287.
- Hyndman and Fan 1996: Sample quantiles in statistical packages. The American Statistician 50, 361.
- Hyndman and Koehler 2006: Another look at measures of forecast accuracy. International Journal of Forecasting 22, 679.
- Hyndman and others 2008: Forecasting with Exponential Smoothing: The State Space Approach.
- Iglewicz and Hoaglin 1993: How to Detect and Handle Outliers.
- Kish 1965: Survey Sampling.
- Kruskal and Wallis 1952: Use of ranks in one-criterion variance analysis. Journal of the American Statistical Association
  47, 583.
- Making Data Count: guidance on charts by NHS England, whose rules the R package NHSRplotthedots holds.
- McCullagh and Nelder 1989: Generalized Linear Models, second edition.
- Montgomery 2019: Introduction to Statistical Quality Control, eighth edition.
- Nelson 1982: Control charts for individual measurements. Journal of Quality Technology 14, 172.
- Newcombe 1998: Interval estimation for the difference between independent proportions: comparison of eleven methods. Statistics
  in Medicine 17, 873.
- NHS Digital 2018: disclosure control for Hospital Episode Statistics (HES) and the Emergency Care Data Set (ECDS).
- Przyborowski and Wilenski 1940: Homogeneity of results in testing samples from Poisson series. Biometrika 31, 313.
- Public Health England 2018: Fingertips technical guide: confidence intervals.
- Rousseeuw and Croux 1993: Alternatives to the median absolute deviation. Journal of the American Statistical Association
  88, 1273.
- Scott and Knott 1974: A cluster analysis method for grouping means in the analysis of variance. Biometrics 30, 507.
- Sen 1968: Estimates of the regression coefficient based on Kendall's tau. Journal of the American Statistical Association 63,
  1379.
- Spiegelhalter 2005: Funnel plots for comparing institutional performance. Statistics in Medicine 24, 1185.
- Tashman 2000: Out-of-sample tests of forecasting accuracy. International Journal of Forecasting 16, 437.
- Taylor 2000: Change-point analysis: a powerful new tool for detecting changes. Taylor Enterprises.
- Tukey 1977: Exploratory Data Analysis.
- Wang, Smith and Hyndman 2006: Characteristic-based clustering for time series data. Data Mining and Knowledge Discovery 13, 335.
- Wheeler 2000: Understanding Variation: The Key to Managing Chaos, second edition.
- Wilson 1927: Probable inference, the law of succession, and statistical inference. Journal of the American Statistical
  Association 22, 209.
- Yule 1926: Why do we sometimes get nonsense-correlations between time-series? Journal of the Royal Statistical Society 89, 1.
"""
