from django.urls import URLPattern, path

from accounts import own_views, views

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/sent/", views.link_sent, name="link_sent"),
    path("sign-in/password/", views.password, name="password"),
    path("link/<str:token>/", views.use_link, name="use_link"),
    path("link/<str:token>/renew/", views.renew_link, name="renew_link"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("sign-out/everywhere/", views.sign_out_everywhere, name="sign_out_everywhere"),
    path("me/", own_views.own_page, name="own_data"),
    path("me/password/", own_views.password, name="new_password"),
    path("me/data.json", own_views.download, name="download"),
    path("me/consents/<slug:purpose>/", own_views.consent, name="consent"),
]
